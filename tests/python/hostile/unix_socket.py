# expects: error PermissionError
import socket


def transform(grid):
    socket.socket(socket.AF_UNIX).connect('/run/dbus/system_bus_socket')
    return grid
