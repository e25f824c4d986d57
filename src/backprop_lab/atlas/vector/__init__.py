"""Vector code: LLVM's language as text, compiled at run time; what is multiplied, added and rounded, in which order."""
