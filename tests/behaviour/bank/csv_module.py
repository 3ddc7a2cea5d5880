import csv
import io

DATA = '''name,department,salary
Ann,Engineering,5200
Bob,"Sales, EMEA",4100
Cid,Engineering,4800
Dee,"He said ""hi""",3900
'''

rows = list(csv.DictReader(io.StringIO(DATA)))
for row in rows:
    print(row["name"], "-", row["department"], "-", int(row["salary"]))
average = sum(int(r["salary"]) for r in rows) / len(rows)
print("average", average)

out = io.StringIO()
writer = csv.writer(out)
writer.writerow(["name", "raise"])
for row in rows:
    writer.writerow([row["department"], int(row["salary"]) * 0.05])
print(out.getvalue())
