// The same small filter as in the other languages of this folder: see ../test_foreign.py.
use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, HttpContext, RootContext};
use proxy_wasm::types::{Action, ContextType, LogLevel, MetricType};

proxy_wasm::main! {{
    proxy_wasm::set_log_level(LogLevel::Info);
    proxy_wasm::set_root_context(|_| Box::new(Root { greeting: String::new(), seen: 0 }));
}}

struct Root {
    greeting: String,
    seen: u32,
}

impl Context for Root {}

impl RootContext for Root {
    fn on_configure(&mut self, _: usize) -> bool {
        self.greeting = String::from_utf8(self.get_plugin_configuration().unwrap_or_default()).unwrap();
        self.seen = hostcalls::define_metric(MetricType::Counter, "foreign_seen").unwrap();
        true
    }
    fn create_http_context(&self, _: u32) -> Option<Box<dyn HttpContext>> {
        Some(Box::new(Filter { greeting: self.greeting.clone(), seen: self.seen }))
    }
    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }
}

struct Filter {
    greeting: String,
    seen: u32,
}

impl Context for Filter {}

impl HttpContext for Filter {
    fn on_http_request_headers(&mut self, _: usize, _: bool) -> Action {
        hostcalls::increment_metric(self.seen, 1).unwrap();
        let path = self.get_http_request_header(":path").unwrap();
        log::info!("asked for {path}");
        if path == "/deny" {
            self.send_http_response(403, vec![("x-why", "foreign")], Some(b"denied\n"));
            return Action::Pause;
        }
        self.add_http_request_header("x-greeting", &self.greeting);
        Action::Continue
    }
    fn on_http_response_headers(&mut self, _: usize, _: bool) -> Action {
        self.set_http_response_header("x-answered", Some("yes"));
        self.set_http_response_header("content-length", None);
        Action::Continue
    }
    fn on_http_response_body(&mut self, size: usize, end: bool) -> Action {
        if !end {
            return Action::Pause;
        }
        let body = self.get_http_response_body(0, size).unwrap_or_default();
        self.set_http_response_body(0, size, &[b"<", body.as_slice(), b">"].concat());
        Action::Continue
    }
}
