"""Shadow replay: an old and a new filter over the same requests, and where they decide differently.

    report = replay(Candidate(old), Candidate(new), requests)
    for group in report.groups:
        print(group.kind, group.subject, group.count)

Both sides run in lockstep behind emulated hosts of their own: the same clock, the same chance, shared data
of their own over the whole series. `observation` is what one side did with one request, `comparison` how
two of them differ, `series` runs them, `report` groups, `process` does all of it in a process with limits.
"""
