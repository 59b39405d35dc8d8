# expect: contained
# outputs: thousand
# saved: thousand
"""Has thousands of files brought out."""

from attack import contained

for number in range(2000):
    open(f"output-{number}", "w").write(str(number))
contained(1)
