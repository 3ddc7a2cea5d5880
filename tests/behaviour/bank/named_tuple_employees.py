from collections import namedtuple, Counter, OrderedDict

Employee = namedtuple("Employee", "name age city")
Point = namedtuple("Point", ["x", "y"], defaults=[0])

staff = [
    Employee("Ann", 31, "Oslo"),
    Employee("Bob", 25, "Rome"),
    Employee("Cid", 41, "Oslo"),
    Employee(name="Dee", age=25, city="Bern"),
]
print(staff[0])
print(sorted(staff, key=lambda e: (e.age, e.name))[0].name)
print(Counter(e.city for e in staff).most_common(1))
older = staff[1]._replace(age=26)
print(older.age, older._asdict())
name, age, city = older
print(name, age, city, Point(3), Point(1, 2) == (1, 2))
od = OrderedDict()
for e in staff:
    od.setdefault(e.city, []).append(e.name)
od.move_to_end("Oslo")
print(list(od.items()))
print(Employee._fields, max(staff, key=lambda e: e.age).name)
