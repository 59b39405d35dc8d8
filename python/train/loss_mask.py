"""Which stretches of a row's tokens count in the loss, as text."""


def trained(tokenizer, ids, counts):
    """counts: for each token of ids whether it does."""
    spans, last = [], -2
    for at, (token, one) in enumerate(zip(ids, counts, strict=True)):
        if one:
            spans.append([token]) if at != last + 1 else spans[-1].append(token)
            last = at
    return [tokenizer.decode(span) for span in spans]
