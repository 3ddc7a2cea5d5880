"""The same tests through a real Envoy: what a test does and sees from outside, over sockets of 127.0.0.1."""
