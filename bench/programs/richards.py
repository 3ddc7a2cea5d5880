"""A small operating system that schedules tasks: classes, virtual methods, linked lists and state."""

from __future__ import annotations

IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = range(6)
DEVICE_PACKET, WORK_PACKET = 1000, 1001
DATA_SIZE = 4


class Packet:
    def __init__(self, link: Packet | None, owner: int, kind: int) -> None:
        self.link = link
        self.owner = owner
        self.kind = kind
        self.datum = 0
        self.data = [0] * DATA_SIZE

    def append_to(self, queue: Packet | None) -> Packet:
        self.link = None
        if queue is None:
            return self
        last = queue
        while last.link is not None:
            last = last.link
        last.link = self
        return queue


class Task:
    def __init__(
        self, system: System, owner: int, priority: int, queue: Packet | None, waiting: bool, pending: bool
    ) -> None:
        self.system = system
        self.link = system.tasks
        self.owner = owner
        self.priority = priority
        self.queue = queue
        self.packet_pending = pending
        self.task_waiting = waiting
        self.task_holding = False
        system.tasks = self
        system.table[owner] = self

    def run(self, packet: Packet | None) -> Task | None:
        raise NotImplementedError

    def is_held_or_waiting(self) -> bool:
        return self.task_holding or (not self.packet_pending and self.task_waiting)

    def step(self) -> Task | None:
        packet: Packet | None = None
        if self.packet_pending and self.task_waiting and not self.task_holding:
            packet = self.queue
            if packet is not None:
                self.queue = packet.link
            self.task_waiting = False
            self.packet_pending = self.queue is not None
        return self.run(packet)

    def wait(self) -> Task:
        self.task_waiting = True
        return self

    def hold(self) -> Task | None:
        self.system.holds += 1
        self.task_holding = True
        return self.link

    def release(self, owner: int) -> Task:
        task = self.system.find(owner)
        task.task_holding = False
        return task if task.priority > self.priority else self

    def send(self, packet: Packet) -> Task:
        task = self.system.find(packet.owner)
        self.system.sent += 1
        packet.link = None
        packet.owner = self.owner
        return task.receive(packet, self)

    def receive(self, packet: Packet, sender: Task) -> Task:
        if self.queue is None:
            self.queue = packet
            self.packet_pending = True
            if self.priority > sender.priority:
                return self
        else:
            packet.append_to(self.queue)
        return sender


class IdleTask(Task):
    def __init__(self, system: System, count: int) -> None:
        super().__init__(system, IDLE, 0, None, False, False)
        self.control = 1
        self.count = count

    def run(self, packet: Packet | None) -> Task | None:
        self.count -= 1
        if self.count == 0:
            return self.hold()
        if self.control & 1 == 0:
            self.control //= 2
            return self.release(DEVICE_A)
        self.control = self.control // 2 ^ 0xD008
        return self.release(DEVICE_B)


class WorkTask(Task):
    def __init__(self, system: System, queue: Packet | None) -> None:
        super().__init__(system, WORKER, 1000, queue, True, True)
        self.destination = HANDLER_A
        self.count = 0

    def run(self, packet: Packet | None) -> Task | None:
        if packet is None:
            return self.wait()
        self.destination = HANDLER_B if self.destination == HANDLER_A else HANDLER_A
        packet.owner = self.destination
        packet.datum = 0
        for i in range(DATA_SIZE):
            self.count += 1
            if self.count > 26:
                self.count = 1
            packet.data[i] = 64 + self.count
        return self.send(packet)


class HandlerTask(Task):
    def __init__(self, system: System, owner: int, priority: int, queue: Packet | None) -> None:
        super().__init__(system, owner, priority, queue, True, True)
        self.work: Packet | None = None
        self.device: Packet | None = None

    def run(self, packet: Packet | None) -> Task | None:
        if packet is not None:
            if packet.kind == WORK_PACKET:
                self.work = packet.append_to(self.work)
            else:
                self.device = packet.append_to(self.device)
        work = self.work
        if work is None:
            return self.wait()
        count = work.datum
        if count >= DATA_SIZE:
            self.work = work.link
            return self.send(work)
        device = self.device
        if device is None:
            return self.wait()
        self.device = device.link
        device.datum = work.data[count]
        work.datum = count + 1
        return self.send(device)


class DeviceTask(Task):
    def __init__(self, system: System, owner: int, priority: int) -> None:
        super().__init__(system, owner, priority, None, True, False)
        self.pending: Packet | None = None

    def run(self, packet: Packet | None) -> Task | None:
        if packet is None:
            pending = self.pending
            if pending is None:
                return self.wait()
            self.pending = None
            return self.send(pending)
        self.pending = packet
        return self.hold()


class System:
    def __init__(self) -> None:
        self.tasks: Task | None = None
        self.table: list[Task | None] = [None] * 6
        self.holds = 0
        self.sent = 0

    def find(self, owner: int) -> Task:
        task = self.table[owner]
        if task is None:
            raise LookupError(f"no task {owner}")
        return task

    def schedule(self) -> None:
        task = self.tasks
        while task is not None:
            task = task.link if task.is_held_or_waiting() else task.step()


def simulate() -> tuple[int, int]:
    system = System()
    IdleTask(system, 10_000)
    queue = Packet(None, 0, WORK_PACKET)
    queue = Packet(queue, 0, WORK_PACKET)
    WorkTask(system, queue)
    for handler, device, priority in ((HANDLER_A, DEVICE_A, 2000), (HANDLER_B, DEVICE_B, 3000)):
        packets: Packet | None = None
        for _ in range(3):
            packets = Packet(packets, device, DEVICE_PACKET)
        HandlerTask(system, handler, priority, packets)
    DeviceTask(system, DEVICE_A, 4000)
    DeviceTask(system, DEVICE_B, 5000)
    system.schedule()
    return system.sent, system.holds


for _ in range(10):
    result = simulate()
print(result)
