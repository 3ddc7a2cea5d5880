"""Two call-outs in turn or three at once; the path says what becomes of one of them: /turn/hang/17."""

from sluice import (
    AccessLog,
    CalloutError,
    CalloutTimeout,
    Counter,
    Gauge,
    HttpFilter,
    Request,
    Response,
    gather,
    http,
)

alive = Gauge("alive")
ended = Counter("ended_total")


async def ask(cluster: str, kind: str, number: int) -> str:
    reply = await http.get(cluster, f"/{kind}/{number}", timeout=0.3 if kind == "hang" else 60.0)
    if reply.status != 200:
        raise CalloutError(f"{cluster} answered {reply.status}")
    return reply.text


class Load(HttpFilter[None]):
    async def on_request_headers(self, request: Request) -> Response | None:
        alive.increment()
        _, way, kind, text = request.path.split("/")
        number = int(text)
        try:
            if way == "turn":
                first = await ask("sv_a", kind if number % 2 else "ok", number)
                got = first + await ask("sv_b", "ok" if number % 2 else kind, number)
            else:
                kinds = ["ok", "ok", "ok"]
                kinds[number % 3] = kind
                one, two, three = await gather(
                    ask("sv_a", kinds[0], number),
                    ask("sv_b", kinds[1], number),
                    ask("sv_c", kinds[2], number),
                )
                got = one + two + three
        except CalloutTimeout:
            return Response(504, "late")
        except CalloutError:
            return Response(503, "failed")
        request.headers["x-got"] = got
        return None

    def on_log(self, log: AccessLog) -> None:
        alive.decrement()
        ended.increment()
