// The same small filter as in the other languages of this folder: see ../test_foreign.py.
package main

import (
	"github.com/proxy-wasm/proxy-wasm-go-sdk/proxywasm"
	"github.com/proxy-wasm/proxy-wasm-go-sdk/proxywasm/types"
)

func main() {}

func init() {
	proxywasm.SetVMContext(&vm{})
}

type vm struct{ types.DefaultVMContext }

func (*vm) NewPluginContext(uint32) types.PluginContext { return &plugin{} }

type plugin struct {
	types.DefaultPluginContext
	greeting string
	seen     proxywasm.MetricCounter
}

func (p *plugin) OnPluginStart(int) types.OnPluginStartStatus {
	data, err := proxywasm.GetPluginConfiguration()
	if err != nil && err != types.ErrorStatusNotFound {
		return types.OnPluginStartStatusFailed
	}
	p.greeting = string(data)
	p.seen = proxywasm.DefineCounterMetric("foreign_seen")
	return types.OnPluginStartStatusOK
}

func (p *plugin) NewHttpContext(uint32) types.HttpContext { return &filter{plugin: p} }

type filter struct {
	types.DefaultHttpContext
	plugin *plugin
	size   int
}

func (f *filter) OnHttpRequestHeaders(int, bool) types.Action {
	f.plugin.seen.Increment(1)
	path, _ := proxywasm.GetHttpRequestHeader(":path")
	proxywasm.LogInfo("asked for " + path)
	if path == "/deny" {
		_ = proxywasm.SendHttpResponse(403, [][2]string{{"x-why", "foreign"}}, []byte("denied\n"), -1)
		return types.ActionPause
	}
	_ = proxywasm.AddHttpRequestHeader("x-greeting", f.plugin.greeting)
	return types.ActionContinue
}

func (f *filter) OnHttpResponseHeaders(int, bool) types.Action {
	_ = proxywasm.ReplaceHttpResponseHeader("x-answered", "yes")
	_ = proxywasm.RemoveHttpResponseHeader("content-length")
	return types.ActionContinue
}

func (f *filter) OnHttpResponseBody(size int, end bool) types.Action {
	if !end {
		return types.ActionPause
	}
	body, _ := proxywasm.GetHttpResponseBody(0, size)
	_ = proxywasm.ReplaceHttpResponseBody([]byte("<" + string(body) + ">"))
	return types.ActionContinue
}
