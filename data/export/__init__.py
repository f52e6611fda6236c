"""The files that go out: CSV, Excel, calendar, audit pack and report."""
