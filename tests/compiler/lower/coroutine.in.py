class Signal:
    def __await__(self):
        return (yield self)


async def double():
    return 2 * await Signal()


async def twice():
    return await double() + 1


print(twice().send(None))
