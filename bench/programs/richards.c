// The C peer of richards.py: the same tasks, with a function pointer for the virtual method.
#include "peer.h"

enum { IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B, TASKS };
enum { DEVICE_PACKET = 1000, WORK_PACKET, DATA_SIZE = 4 };

typedef struct packet {
    struct packet *link;
    int64_t owner, kind, datum, data[DATA_SIZE];
} packet;

typedef struct task task;
struct task {
    task *link;
    int64_t owner, priority;
    packet *queue;
    int packet_pending, waiting, holding;
    task *(*run)(task *self, packet *given);
    int64_t control, count, destination;
    packet *work, *device;
};

static packet packets[16];
static task tasks[TASKS], *first_task, *table[TASKS];
static int64_t packet_count, holds, sent;

static packet *new_packet(packet *link, int64_t owner, int64_t kind) {
    packet *made = &packets[packet_count++];
    *made = (packet){.link = link, .owner = owner, .kind = kind};
    return made;
}

static packet *append(packet *one, packet *queue) {
    one->link = 0;
    if (!queue) return one;
    packet *last = queue;
    while (last->link) last = last->link;
    last->link = one;
    return queue;
}

static task *find(int64_t owner) {
    if (!table[owner]) __builtin_trap();
    return table[owner];
}

static task *wait(task *self) {
    self->waiting = 1;
    return self;
}

static task *hold(task *self) {
    holds++;
    self->holding = 1;
    return self->link;
}

static task *release(task *self, int64_t owner) {
    task *released = find(owner);
    released->holding = 0;
    return released->priority > self->priority ? released : self;
}

static task *send(task *self, packet *given) {
    task *receiver = find(given->owner);
    sent++;
    given->link = 0;
    given->owner = self->owner;
    if (receiver->queue) {
        append(given, receiver->queue);
        return self;
    }
    receiver->queue = given;
    receiver->packet_pending = 1;
    return receiver->priority > self->priority ? receiver : self;
}

static task *run_idle(task *self, packet *given) {
    (void)given;
    if (--self->count == 0) return hold(self);
    if (!(self->control & 1)) {
        self->control /= 2;
        return release(self, DEVICE_A);
    }
    self->control = self->control / 2 ^ 0xD008;
    return release(self, DEVICE_B);
}

static task *run_worker(task *self, packet *given) {
    if (!given) return wait(self);
    self->destination = self->destination == HANDLER_A ? HANDLER_B : HANDLER_A;
    given->owner = self->destination;
    given->datum = 0;
    for (int i = 0; i < DATA_SIZE; i++) {
        if (++self->count > 26) self->count = 1;
        given->data[i] = 64 + self->count;
    }
    return send(self, given);
}

static task *run_handler(task *self, packet *given) {
    if (given) {
        if (given->kind == WORK_PACKET) self->work = append(given, self->work);
        else self->device = append(given, self->device);
    }
    packet *work = self->work;
    if (!work) return wait(self);
    int64_t count = work->datum;
    if (count >= DATA_SIZE) {
        self->work = work->link;
        return send(self, work);
    }
    packet *device = self->device;
    if (!device) return wait(self);
    self->device = device->link;
    device->datum = work->data[count];
    work->datum = count + 1;
    return send(self, device);
}

static task *run_device(task *self, packet *given) {
    if (given) {
        self->device = given;
        return hold(self);
    }
    packet *pending = self->device;
    if (!pending) return wait(self);
    self->device = 0;
    return send(self, pending);
}

static task *step(task *self) {
    packet *given = 0;
    if (self->packet_pending && self->waiting && !self->holding) {
        given = self->queue;
        if (given) self->queue = given->link;
        self->waiting = 0;
        self->packet_pending = self->queue != 0;
    }
    return self->run(self, given);
}

static void add(int64_t owner, int64_t priority, packet *queue, int waiting, task *(*run)(task *, packet *)) {
    tasks[owner] = (task){.link = first_task, .owner = owner, .priority = priority, .queue = queue,
                          .packet_pending = queue != 0, .waiting = waiting, .run = run,
                          .control = 1, .destination = HANDLER_A};
    first_task = table[owner] = &tasks[owner];
}

static void simulate(void) {
    first_task = 0, packet_count = holds = sent = 0;
    add(IDLE, 0, 0, 0, run_idle);
    tasks[IDLE].count = 10000;
    add(WORKER, 1000, new_packet(new_packet(0, 0, WORK_PACKET), 0, WORK_PACKET), 1, run_worker);
    for (int64_t i = 0; i < 2; i++) {
        packet *queue = 0;
        for (int j = 0; j < 3; j++) queue = new_packet(queue, DEVICE_A + i, DEVICE_PACKET);
        add(HANDLER_A + i, 2000 + 1000 * i, queue, 1, run_handler);
    }
    add(DEVICE_A, 4000, 0, 1, run_device);
    add(DEVICE_B, 5000, 0, 1, run_device);
    for (task *each = first_task; each;)
        each = each->holding || (!each->packet_pending && each->waiting) ? each->link : step(each);
}

void run(void) {
    for (int i = 0; i < 10; i++) simulate();
    show_int(sent);
    show_int(holds);
}
