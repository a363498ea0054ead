"""Functions of a package that start a goroutine, told from their text."""

from leakline.golang.package import FuncDecl, Package


def starts(decl: FuncDecl) -> bool:
    """Whether a function starts a goroutine."""
    return b"\tgo " in decl.source()


def worker_names(package: Package) -> set[bytes]:
    """Names of the functions of a package that start a goroutine."""
    decls = (*package.funcs.values(), *package.methods.values())
    return {decl.name.encode() for decl in decls if starts(decl)}
