"""Calls `/test.Echo/Name` once for each line on standard input, and prints the answer or the status."""

import sys

import grpc

channel = grpc.insecure_channel(sys.argv[1])
call = channel.unary_unary("/test.Echo/Name", lambda data: data, lambda data: data)
for _ in sys.stdin:
    try:
        print(call(b"", timeout=5, wait_for_ready=True).decode(), flush=True)
    except grpc.RpcError as error:
        print(error.code().name, flush=True)
