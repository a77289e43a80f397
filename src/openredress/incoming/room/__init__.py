"""The room in which strangers' mail is opened: a process of its own that can do nothing else.

It reads one mail from its standard input and writes to its standard output a line of JSON that
says what the mail is and says, and then the files that came with it. It has little memory and
time, may write no file, and knows no secret; when a mail makes it fail, only it fails. Run as
`python -m openredress.incoming.room`.
"""
