# expect: contained
# limits: fileBytes=2000000 diskBytes=5000000
# outputs: ["hole-0", "hole-1", "hole-2", "hole-3", "hole-4", "hole-5"]
# saved: ["hole-0", "hole-1"]
"""Has files brought out that are all holes: nothing inside, and the host's disk full outside."""

from attack import contained

for number in range(6):
    with open(f"hole-{number}", "wb") as file:
        file.truncate(2_000_000)
contained(1)
