from collections import defaultdict

groups = defaultdict(list)
for word in "listen silent enlist google gogole cat act tac dog".split():
    groups["".join(sorted(word))].append(word)
for key in sorted(groups):
    if len(groups[key]) > 1:
        print(key, groups[key])
print(dict(groups)["dgo"], "zzz" in groups, len(groups))
