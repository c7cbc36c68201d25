"""The only gate: everything a surface may do, inside one Scope.

Later parts (access, privacy, audit) act here, once, for every surface.
"""
