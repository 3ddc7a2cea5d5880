from enum import Flag, global_enum


@global_enum
class Kind(Flag):
    A = 1


print(A)
