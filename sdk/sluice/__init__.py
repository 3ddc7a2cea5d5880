"""What the author of a filter imports: the names of `sluice.api.offered`.

Python reads them when somebody asks for the first of them. The command `sluice` needs none, and starts in
half the time without.
"""

TYPE_CHECKING = False
"""True for those who check types; `typing` itself takes as long to import as all the rest."""

if TYPE_CHECKING:
    from sluice.api.offered import *  # noqa: F403
else:

    def __getattr__(name: str) -> object:
        """Of a package, Python asks this for names that it has not got. Raises AttributeError."""
        from importlib import import_module

        offered = import_module("sluice.api.offered")
        if name == "__all__":
            return [each for each in vars(offered) if not each.startswith("_")]
        if name.startswith("_") or name not in vars(offered):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        return vars(offered)[name]

    def __dir__() -> list[str]:
        """What `dir(sluice)` lists, without having asked before."""
        return sorted({*globals(), *__getattr__("__all__")})
