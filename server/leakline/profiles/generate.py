"""Writes pprof_pb2.py from pprof.proto: `python -m leakline.profiles.generate` (needs grpcio-tools).

The generator puts in a check that the protobuf runtime is not older than itself, though the code that it
writes for this file runs on every runtime from 5.26 on. The check and the version in the header are left out,
so that the result depends neither on the generator's release nor on the reader's.
"""

import importlib
import re
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PROTO = "leakline/profiles/pprof.proto"
HEADER = '''# Generated from pprof.proto by generate.py. Do not edit.
# -*- coding: utf-8 -*-
"""Generated protocol buffer code."""
'''


def generated() -> str:
    """The text that pprof_pb2.py should have. Raises ImportError without grpcio-tools."""
    protoc = importlib.import_module("grpc_tools.protoc")
    with tempfile.TemporaryDirectory() as folder:
        # Named by its whole path, so that no other package's pprof.proto collides with it.
        if protoc.main(["protoc", f"-I{HERE.parents[1]}", f"--python_out={folder}", PROTO]) != 0:
            raise RuntimeError("protoc could not read pprof.proto")
        return runtime_free((Path(folder) / PROTO.replace(".proto", "_pb2.py")).read_text(encoding="utf-8"))


def runtime_free(text: str) -> str:
    """Generated code without header, version check and the spellings that differ between generators."""
    _, _, body = text.partition('"""Generated protocol buffer code."""\n')
    body = body.replace("from google.protobuf import runtime_version as _runtime_version\n", "")
    body = re.sub(r"_runtime_version\.ValidateProtobufRuntimeVersion\(.*?\n\)\n", "", body, flags=re.DOTALL)
    body = body.replace("_USE_C_DESCRIPTORS == False", "not _USE_C_DESCRIPTORS")
    body = body.replace("if _descriptor.not _USE_C_DESCRIPTORS:", "if not _descriptor._USE_C_DESCRIPTORS:")
    return HEADER + body


def main() -> None:
    (HERE / "pprof_pb2.py").write_text(generated(), encoding="utf-8")


if __name__ == "__main__":
    main()
