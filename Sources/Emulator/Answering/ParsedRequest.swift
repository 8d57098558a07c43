/// What a request means: its method, its parameters and its body.
///
/// Long filters come as `POST` with `X-HTTP-Method-Override: GET` and the parameters in the body's
/// `_params`; then the query does not count, as in flask-mongorest.
struct ParsedRequest {
  let method: String
  let parameters: Query
  let body: Result<JSONValue, Refusal>

  init(_ request: WireRequest, query: Substring, options: WorldOptions) {
    body = Call.body(of: request, options)
    var method = request.method == "HEAD" ? "GET" : request.method
    var parameters = Query(query)
    if request.method == "POST", let override = request.methodOverride, !override.isEmpty {
      method = override.uppercased()
      if case .success(let object) = body, let given = object["_params"] {
        parameters = Query(parameters: given)
      }
    }
    self.method = method
    self.parameters = parameters
  }
}
