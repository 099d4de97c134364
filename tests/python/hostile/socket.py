# expects: error PermissionError
import socket


def transform(grid):
    socket.create_server(('127.0.0.1', 0))
    return grid
