"""A process that keeps the compiler loaded, for `sluice build` and `sluice check`.

`client` hands a command to it and is all that such a command imports when it is there; `place` says where it
listens, `protocol` what goes through the socket. `server` waits and gives each command to one of the
processes of `helpers`, in which `errand` runs it; `loading` is what server and helpers do before.
"""
