"""The room in which strangers' files are opened: a process of its own that can do nothing else.

It reads one file from its standard input, finds out by content what it is, takes out what the
file tells about its maker, and writes to its standard output a line of JSON and the cleaned
file. It has little memory and time, may write no file, and knows no secret; when a file makes it
fail, only it fails. Run as `python -m openredress.attachments.room KIND …`.
"""
