import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import NIOSOCKS
import NIOSSL

/// Why an exchange brought no whole answer, and what is known about the request's fate.
struct ExchangeFailure: Error {
  /// How far the request is known to have come.
  enum Reach: Sendable, Equatable {
    /// No byte of it left, so it was not processed.
    case notSent
    /// It may have arrived and been processed.
    case unknown
  }

  let reach: Reach
  let kind: CloseError.Kind
  /// What happened, as the middle of a sentence: "the connection was refused".
  let problem: String
  /// What the person should look at.
  let advice: String
  /// Whether it will be the same until a person changes something.
  let isLasting: Bool
  /// The head of the answer, when the failure came after it: its headers still count for pacing.
  let head: AnswerHead?
}

extension ExchangeFailure {
  /// The caller was gone before the request had begun.
  static let unsent = ExchangeFailure(
    reach: .notSent, kind: .cancelled,
    problem: "the caller was cancelled before the request was sent", advice: "", isLasting: false,
    head: nil)

  /// Sorts an error of the HTTP client.
  init(_ error: any Error, head: AnswerHead?) {
    self.head = head
    isLasting = (error as? HTTPClientError) == .proxyAuthenticationRequired
    switch error {
    case let error as NIOConnectionError:
      reach = .notSent
      kind = .connection
      (problem, advice) = Self.explain(error)
    case let error as IOError where error.errnoCode == ECONNREFUSED:
      // With a number for a host there is no search for addresses, and the bare error comes out. No
      // connection that was made can fail with this one.
      (reach, kind) = (.notSent, .connection)
      (problem, advice) = Self.refused
    case let error as HTTPClientError:
      (reach, kind, problem, advice) = Self.explain(error)
    case NIOSSLError.handshakeFailed(let detail):
      (reach, kind) = (.notSent, .tls)
      (problem, advice) = Self.explain(detail)
    case let error as NIOSSLExtraError:
      (reach, kind) = (.notSent, .tls)
      problem = "the server's certificate was made for another host (\(error))"
      advice = "Check the base URL's host."
    case is SOCKSError.InvalidProtocolVersion, is SOCKSError.NoValidAuthenticationMethod,
      is SOCKSError.InvalidAuthenticationSelection, is SOCKSError.ConnectionFailed,
      is SOCKSError.InvalidReservedByte, is SOCKSError.InvalidAddressType:
      (reach, kind) = (.notSent, .connection)
      problem = "the proxy did not make the connection (\(error))"
      advice = Self.proxyAdvice
    case let error as NIOHTTP2Errors.StreamClosed where error.errorCode == .refusedStream:
      // RFC 9113 section 8.7: the server says that it has not processed it.
      (reach, kind) = (.notSent, .connection)
      problem = "the server refused the request before it looked at it"
      advice = "Try again later."
    case is CancellationError:
      (reach, kind) = (.unknown, .cancelled)
      problem = "the caller was cancelled while the answer was awaited"
      advice = ""
    case HTTPParserError.invalidEOFState:
      (reach, kind) = (.unknown, .connection)
      problem = "the connection broke before the whole answer had come"
      advice = "Check the network."
    case let error as HTTPParserError:
      (reach, kind) = (.unknown, .unexpectedAnswer)
      problem = "the server does not speak HTTP (\(error))"
      advice = Self.urlAdvice
    case is NoConnectionInTime:
      (reach, kind) = (.notSent, .timeout)
      problem = "no connection was ready in time"
      advice = "Check the network and the base URL."
    case is AnswerTooLarge:
      (reach, kind) = (.unknown, .unexpectedAnswer)
      problem = "the answer is larger than this program takes"
      advice = Self.urlAdvice
    default:
      (reach, kind) = (.unknown, .connection)
      problem = "the connection broke before the whole answer had come (\(error))"
      advice = "Check the network."
    }
  }

  private static let refused = (
    "the connection was refused", "Check that the server runs and the port is right."
  )
  private static let urlAdvice = "Check the base URL."
  private static let tlsAdvice =
    "Check that the base URL's host and port are right and speak https."
  private static let proxyAdvice = "Check the proxy, or list the server in NO_PROXY."

  /// Why an encrypted connection was not made; the library tells it by the names in its own texts.
  private static func explain(_ detail: BoringSSLError) -> (String, String) {
    let text = "\(detail)"
    if text.contains("CERTIFICATE_VERIFY_FAILED") {
      return (
        "the server's certificate is not accepted: nobody whom this machine trusts has signed it, or"
          + " it has expired",
        "Check the base URL's host and this machine's clock. If the server belongs to your company,"
          + " name its authority's certificate in ca_file."
      )
    }
    if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
      return ("the server does not speak TLS on this port, but plain http perhaps", tlsAdvice)
    }
    return ("the encrypted connection could not be made (\(detail))", tlsAdvice)
  }

  private static func explain(_ error: NIOConnectionError) -> (String, String) {
    if error.connectionErrors.isEmpty, error.dnsAError != nil || error.dnsAAAAError != nil {
      return ("the host name cannot be resolved", "Check the base URL's host and the network.")
    }
    let refused = error.connectionErrors.contains { failure in
      (failure.error as? IOError)?.errnoCode == ECONNREFUSED
    }
    if refused { return Self.refused }
    return ("the server cannot be reached (\(error))", "Check the base URL and the network.")
  }

  private static func explain(
    _ error: HTTPClientError
  ) -> (Reach, CloseError.Kind, String, String) {
    switch error {
    case .connectTimeout:
      (.notSent, .connection, "the server did not accept the connection in time", urlAdvice)
    case .tlsHandshakeTimeout:
      (.notSent, .tls, "the encrypted connection was not made in time", tlsAdvice)
    case .proxyAuthenticationRequired:
      (
        .notSent, .connection, "the proxy wants a user name and a password (status 407)",
        "Put them into the proxy's URL, as http://user:password@proxy.example:3128."
      )
    case .invalidProxyResponse:
      (.notSent, .connection, "the proxy refused to make the connection", proxyAdvice)
    case .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
      (.notSent, .connection, "the proxy did not make the connection in time", proxyAdvice)
    case .getConnectionFromPoolTimeout:
      (.notSent, .timeout, "no connection became free in time", "Allow more connections.")
    case .alreadyShutdown:
      (.notSent, .cancelled, "the program is already shutting its connections down", "")
    case .readTimeout, .writeTimeout, .deadlineExceeded:
      (.unknown, .timeout, "no whole answer came in time", "Check the network.")
    case .cancelled:
      (.unknown, .cancelled, "the caller was cancelled while the answer was awaited", "")
    default:
      (
        .unknown, .connection,
        "the connection broke before the whole answer had come (\(error.shortDescription))",
        "Check the network."
      )
    }
  }
}

/// The time for a request was over before it had a connection to leave on.
struct NoConnectionInTime: Error {}

/// The body went over the cap.
struct AnswerTooLarge: Error {}
