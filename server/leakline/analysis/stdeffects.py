"""What functions of the standard library do with a resource that they are handed, where they do not only borrow it."""

KEEPING = frozenset(
    [
        # stored, to be used or called some other time
        "context.AfterFunc",
        "context.WithValue",
        "time.AfterFunc",
        "runtime.SetFinalizer",
        "runtime.AddCleanup",
        "reflect.ValueOf",
        "container/heap.Push",
        "(*container/list.List).PushBack",
        "(*container/list.List).PushFront",
        "(*sync.Pool).Put",
        "(*sync.Map).Store",
        "(*sync.Map).LoadOrStore",
        "(*sync.Map).Swap",
        "(*sync/atomic.Value).Store",
        "(*sync/atomic.Value).Swap",
        "(*sync/atomic.Pointer).Store",
        "(*sync/atomic.Pointer).Swap",
        # whoever closes the result closes what lies beneath it
        "crypto/tls.Client",
        "crypto/tls.Server",
        "crypto/tls.NewListener",
        "net/rpc.NewClient",
        "net/rpc.NewClientWithCodec",
        "net/rpc/jsonrpc.NewClient",
        "net/rpc/jsonrpc.NewClientCodec",
        "net/rpc/jsonrpc.NewServerCodec",
        "net/smtp.NewClient",
        "net/textproto.NewConn",
        "net/http/httputil.NewClientConn",
        "net/http/httputil.NewProxyClientConn",
        "net/http/httputil.NewServerConn",
        "net/http.NewRequest",
        "net/http.NewRequestWithContext",
        # logs and profiles write to it for as long as the process lives
        "log.New",
        "log.SetOutput",
        "(*log.Logger).SetOutput",
        "log/slog.NewTextHandler",
        "log/slog.NewJSONHandler",
        "(*flag.FlagSet).SetOutput",
        "runtime/pprof.StartCPUProfile",
        "runtime/trace.Start",
    ]
)

RELEASING = frozenset(
    [
        "net/http.Serve",
        "net/http.ServeTLS",
        "(*net/http.Server).Serve",
        "(*net/http.Server).ServeTLS",
        "net/http.Post",
        "(*net/http.Client).Post",
        "net/http/fcgi.Serve",
        "net/rpc.ServeConn",
        "net/rpc.ServeCodec",
        "(*net/rpc.Server).ServeConn",
        "(*net/rpc.Server).ServeCodec",
        "net/rpc/jsonrpc.ServeConn",
    ]
)
