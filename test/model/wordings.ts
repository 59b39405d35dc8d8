/** How providers and servers word what they cannot or will not answer. */

export const openai = (message: string, code: string | null = null, param: string | null = null) => ({
  error: { message, type: 'invalid_request_error', param, code },
});

export const OVERFLOWS: readonly (readonly [string, number, unknown])[] = [
  [
    'OpenAI, by a limit of tokens',
    400,
    openai('Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 509170 tokens.'),
  ],
  ['xAI', 400, { error: "This model's maximum prompt length is 131072 but the request contains 537812 tokens." }],
  ['Groq', 400, openai('Please reduce the length of the messages or completion.')],
  [
    'Mistral',
    400,
    { object: 'error', message: 'Prompt contains 40000 tokens, too large for model with 32768 maximum context length' },
  ],
  [
    'SGLang, newer',
    400,
    { object: 'error', message: 'The input length 131393 exceeds the maximum allowed input length of 131040 tokens.' },
  ],
  [
    'llama.cpp, newer',
    400,
    {
      error: {
        code: 400,
        message: 'request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it',
        type: 'exceed_context_size_error',
      },
    },
  ],
  [
    'OpenAI',
    400,
    openai(
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens.",
      'context_length_exceeded',
      'messages',
    ),
  ],
  [
    'OpenAI responses',
    400,
    openai(
      'Your input exceeds the context window of this model. Please adjust your input and try again.',
      'context_length_exceeded',
      'input',
    ),
  ],
  [
    'Anthropic',
    400,
    {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'prompt is too long: 208310 tokens > 200000 maximum' },
    },
  ],
  [
    'Anthropic with max tokens',
    400,
    {
      type: 'error',
      error: {
        message:
          'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length or `max_tokens` and try again',
      },
    },
  ],
  [
    'Anthropic by bytes',
    413,
    { type: 'error', error: { type: 'request_too_large', message: 'Request exceeds the maximum size' } },
  ],
  ['Bedrock', 400, { message: 'Input is too long for requested model.' }],
  [
    'Bedrock, another',
    400,
    { message: 'The model returned the following errors: Input tokens exceeded: too many input tokens' },
  ],
  [
    'Gemini',
    400,
    {
      error: {
        code: 400,
        message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      },
    },
  ],
  [
    'OpenRouter',
    400,
    {
      error: {
        code: 400,
        message: "This endpoint's maximum context length is 8192 tokens. However, you requested about 9001 tokens.",
      },
    },
  ],
  [
    'vLLM',
    400,
    {
      object: 'error',
      message:
        "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens in the messages, Please reduce the length of the messages.",
      code: 400,
    },
  ],
  [
    'vLLM, newer',
    400,
    {
      error: {
        message:
          'The decoder prompt (length 5000) is longer than the maximum model length of 4096. Make sure that `max_model_len` is no smaller than the number of text tokens.',
      },
    },
  ],
  [
    'vLLM with max tokens',
    400,
    {
      error: {
        message:
          "'max_tokens' or 'max_completion_tokens' is too large: 2000. This model's maximum context length is 4096 tokens and your request has 3000 input tokens (2000 > 4096 - 3000).",
      },
    },
  ],
  [
    'SGLang',
    400,
    { object: 'error', message: "The input (5000 tokens) is longer than the model's context length (4096 tokens)." },
  ],
  [
    'SGLang with max tokens',
    400,
    { object: 'error', message: "Requested token count exceeds the model's maximum context length of 4096 tokens." },
  ],
  [
    'llama.cpp',
    400,
    {
      error: {
        code: 400,
        message:
          'the request exceeds the available context size. try increasing the context size or enable context shift',
        type: 'exceed_context_size_error',
      },
    },
  ],
  ['llama.cpp, older', 500, { error: { code: 500, message: 'Context size has been exceeded.', type: 'server_error' } }],
  [
    'text-generation-inference',
    422,
    {
      error:
        'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 100 `max_new_tokens`',
    },
  ],
  [
    'a proxy that says 200',
    200,
    { error: { code: 400, message: "This model's maximum context length is 8192 tokens." } },
  ],
];

export const REFUSALS: readonly (readonly [string, number, unknown])[] = [
  [
    'Azure',
    400,
    openai(
      "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
      'content_filter',
      'prompt',
    ),
  ],
  [
    'OpenAI responses',
    400,
    openai('Invalid prompt: your prompt was flagged as potentially violating our usage policy.', 'invalid_prompt'),
  ],
  [
    'OpenRouter',
    403,
    {
      error: {
        code: 403,
        message: 'openai/gpt-4 requires moderation. Your input was flagged for violence.',
        metadata: { flagged_input: '…' },
      },
    },
  ],
  [
    'a failed response',
    200,
    {
      status: 'failed',
      error: { code: 'invalid_prompt', message: 'flagged as potentially violating our usage policy' },
    },
  ],
];

export const REFUSED_REQUESTS: readonly (readonly [string, number, unknown, string])[] = [
  ['a wrong key', 401, openai('Incorrect API key provided: [redacted].', 'invalid_api_key'), 'Set OPENAI_API_KEY'],
  [
    'a wrong key at Google',
    400,
    { error: { code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT' } },
    'Set OPENAI_API_KEY',
  ],
  [
    'no access',
    403,
    { message: "You don't have access to the model with the specified model ID." },
    'Set OPENAI_API_KEY',
  ],
  [
    'no such model',
    404,
    openai('The model `gpt-55` does not exist or you do not have access to it.', 'model_not_found'),
    'the model’s name, "gpt-5"',
  ],
  [
    'no tools at OpenRouter',
    404,
    { error: { code: 404, message: 'No endpoints found that support tool use.' } },
    '--tool-mode text',
  ],
  [
    'no tools at Ollama',
    400,
    { error: { message: 'registry.ollama.ai/library/gemma:2b does not support tools' } },
    '--tool-mode text',
  ],
  [
    'no tools at vLLM',
    400,
    {
      object: 'error',
      message: '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    },
    '--tool-mode text',
  ],
  [
    'no tools at llama.cpp',
    500,
    { error: { code: 500, message: 'tools param requires --jinja flag', type: 'server_error' } },
    '--tool-mode text',
  ],
  [
    'an empty account',
    429,
    {
      error: {
        message: 'You exceeded your current quota, please check your plan and billing details.',
        code: 'insufficient_quota',
      },
    },
    'billing',
  ],
  [
    'an empty account at Anthropic',
    400,
    { error: { message: 'Your credit balance is too low to access the Anthropic API.' } },
    'billing',
  ],
  [
    'an empty account at OpenRouter',
    402,
    { error: { code: 402, message: 'This request requires more credits' } },
    'billing',
  ],
  [
    'no temperature',
    400,
    openai(
      "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
      'unsupported_value',
      'temperature',
    ),
    '--temperature default',
  ],
  [
    'no temperature at Anthropic',
    400,
    { type: 'error', error: { message: '`temperature` is deprecated for this model.' } },
    '--temperature default',
  ],
  [
    'no top-p',
    400,
    openai("Unsupported parameter: 'top_p' is not supported with this model.", 'unsupported_parameter', 'top_p'),
    'no --top-p',
  ],
  ['no seed', 422, { message: 'Extra inputs are not permitted: seed' }, 'no --seed'],
  [
    'no such effort',
    400,
    openai(
      "Unsupported value: 'reasoning_effort' does not support 'low' with this model.",
      'unsupported_value',
      'reasoning_effort',
    ),
    'no --reasoning-effort',
  ],
  [
    'too many tokens asked for',
    400,
    openai(
      'max_tokens is too large: 100000. This model supports at most 16384 completion tokens.',
      'invalid_value',
      'max_tokens',
    ),
    '--max-tokens',
  ],
  [
    'more than the context asked for',
    400,
    {
      error: {
        message:
          "'max_tokens' or 'max_completion_tokens' is too large: 5000. This model's maximum context length is 4096 tokens and your request has 100 input tokens (5000 > 4096 - 100).",
      },
    },
    '--max-tokens',
  ],
  ['a redirect', 308, 'moved', 'the base URL'],
  ['anything else', 400, openai('Something is off.'), 'Something is off.'],
];
