class Base:
    x = 0


class Deleted(Base):
    x = 1
    del x
    try:
        print(x)
    except NameError as error:
        print(error, error.name)


class Conditional(Base):
    if len("a") > 3:
        x = 1


class Mixed:
    for i in range(3):
        print(i)
    del i
    if len("a") > 3:
        y = 1
    else:
        w = 2
    if len("a") > 0:
        v = 1
    else:
        v = 2
    try:
        u = 1
    except ValueError:
        u = 2
    z = 1
    del z
    z = 2


print(Deleted.x, Deleted().x, Conditional.x, Conditional().x)
print(Mixed.z, Mixed().z, Mixed.w, Mixed().w, Mixed.v, Mixed().v, Mixed.u, Mixed().u)
for each in (lambda: Mixed.i, lambda: Mixed().i, lambda: Mixed.y, lambda: Mixed().y):
    try:
        print(each())
    except AttributeError as error:
        print(error, error.name)
print(hasattr(Mixed, "i"), getattr(Mixed, "y", 4))
del Mixed.z
for each in (lambda: Mixed.z, lambda: Mixed().z):
    try:
        print(each())
    except AttributeError as error:
        print(error)


class Alone:
    x = 1
    del x

    def show(self):
        return self.x

    @classmethod
    def show_class(cls):
        return cls.x


for each in (lambda: Alone.x, Alone().show, Alone.show_class):
    try:
        print(each())
    except AttributeError as error:
        print(error, error.name)
Alone.x = 5
print(Alone.x, Alone().show(), Alone.show_class())
