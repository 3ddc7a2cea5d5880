from datetime import datetime

print(
    datetime.strptime("6/4/2003", "%u/%V/%G"),
    datetime.strptime("6/04/03", "%w/%U/%y"),
    datetime.strptime("2/03 04am:05:06", "%j/%y %I%p:%M:%S"),
    datetime.strptime("6/4/2003", "%u/%W/%Y"),
)
for t, f in (("2015 50", "%G %V"), ("50", "%V"), ("2015", "%G")):
    try:
        print(datetime.strptime(t, f))
    except ValueError as e:
        print(e)
