//! The API-key filter, deciding like filters/api_key.py.

use std::{collections::HashMap, rc::Rc};

use proxy_wasm::{hostcalls, traits::*, types::*};
use serde::Deserialize;

proxy_wasm::main! {{
    proxy_wasm::set_root_context(|_| -> Box<dyn RootContext> { Box::new(Plugin::default()) });
}}

#[derive(Deserialize)]
struct Config {
    keys: HashMap<String, String>,
    #[serde(default = "default_key_header")]
    key_header: String,
    #[serde(default = "default_header")]
    header: String,
}

fn default_key_header() -> String {
    "x-api-key".to_string()
}

fn default_header() -> String {
    "x-consumer".to_string()
}

#[derive(Clone, Copy, Default)]
struct Denied {
    missing: u32,
    unknown: u32,
}

#[derive(Default)]
struct Plugin {
    config: Option<Rc<Config>>,
    denied: Denied,
}

impl Plugin {
    fn configure(&mut self) -> Result<(), String> {
        let data = self.get_plugin_configuration().unwrap_or_default();
        let config = serde_json::from_slice(&data).map_err(|error| error.to_string())?;
        self.config = Some(Rc::new(config));
        let define = |reason| {
            hostcalls::define_metric(MetricType::Counter, &format!("api_key_denied_total;reason={reason}"))
                .map_err(|status| format!("{status:?}"))
        };
        self.denied = Denied { missing: define("missing")?, unknown: define("unknown")? };
        Ok(())
    }
}

impl Context for Plugin {}

impl RootContext for Plugin {
    fn on_configure(&mut self, _size: usize) -> bool {
        if let Err(problem) = self.configure() {
            let _ = hostcalls::log(LogLevel::Critical, &problem);
            return false;
        }
        true
    }

    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }

    fn create_http_context(&self, _id: u32) -> Option<Box<dyn HttpContext>> {
        Some(Box::new(ApiKey { config: self.config.clone()?, denied: self.denied }))
    }
}

struct ApiKey {
    config: Rc<Config>,
    denied: Denied,
}

impl ApiKey {
    fn refuse(&self, metric: u32, body: &[u8]) -> Action {
        let _ = hostcalls::increment_metric(metric, 1);
        self.send_http_response(401, vec![("www-authenticate", "ApiKey")], Some(body));
        Action::Pause
    }
}

impl Context for ApiKey {}

impl HttpContext for ApiKey {
    fn on_http_request_headers(&mut self, _count: usize, _end_of_stream: bool) -> Action {
        let Some(key) = self.get_http_request_header(&self.config.key_header) else {
            return self.refuse(self.denied.missing, b"API key required\n");
        };
        let Some(consumer) = self.config.keys.get(&key) else {
            return self.refuse(self.denied.unknown, b"unknown API key\n");
        };
        self.set_http_request_header(&self.config.header, Some(consumer));
        self.set_http_request_header(&self.config.key_header, None);
        Action::Continue
    }
}
