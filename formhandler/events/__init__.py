"""Events: what an event is, its rules, and every format in which one is read or written.

Pure: nothing here knows about files, requests or databases; `now` is passed in.
"""
