import secrets, random, uuid

print(
    len(secrets.token_hex(8)),
    len(secrets.token_bytes()),
    len(secrets.token_urlsafe(16)),
    secrets.randbelow(1),
    secrets.choice([7]),
    0 <= secrets.randbits(8) < 256,
)
print(
    secrets.token_hex(16) != secrets.token_hex(16),
    random.random() != random.random(),
    uuid.uuid4() != uuid.uuid4(),
    secrets.compare_digest("a", "b"),
)
print(0 <= random.SystemRandom().random() < 1, uuid.uuid4().version)
try:
    secrets.randbelow(0)
except ValueError as e:
    print(e)
