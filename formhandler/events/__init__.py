"""Events: what an event is, its rules, and every form in which one is written or read.

Pure: nothing here knows about files, requests or databases; `now` is passed in.
"""
