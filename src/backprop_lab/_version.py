"""The version of the package, as it stands in what the package writes."""

VERSION = "0.1.0"
