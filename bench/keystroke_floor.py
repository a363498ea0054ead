"""The floor for keystroke.py: a pygls server that looks at nothing but one substring of the text."""

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("floor", "1")


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def changed(ls: LanguageServer, params: types.DidChangeTextDocumentParams) -> None:
    document = ls.workspace.get_text_document(params.text_document.uri)
    at = document.source.find("KEYSTROKE")
    place = types.Range(types.Position(0, 0), types.Position(0, 1))
    found = [types.Diagnostic(place, "found")] if at < 0 else []
    ls.text_document_publish_diagnostics(
        types.PublishDiagnosticsParams(params.text_document.uri, found, document.version)
    )


if __name__ == "__main__":
    server.start_io()
