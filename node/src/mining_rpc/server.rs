//! The server of the mining RPC.

use std::{
	fmt, fs, io,
	net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr},
	path::Path,
	sync::Arc,
	time::{Duration, Instant},
};

use bpiiot_pow::miner::MiningHandle;
use jsonrpsee::{
	Methods,
	server::{
		BatchRequestConfig, HttpBody, HttpRequest, HttpResponse, PingConfig, RandomStringIdProvider, RpcServiceBuilder,
		Server, StopHandle, TowerServiceBuilder, serve, stop_channel, ws,
	},
};
use log::{debug, info, warn};
use subtle::ConstantTimeEq;
use tokio::{
	net::{TcpListener, TcpStream},
	sync::{OwnedSemaphorePermit, Semaphore},
	time::{sleep, timeout},
};
use tower::{Service, layer::util::Identity};
use zeroize::Zeroizing;

use super::{Mining, MiningApiServer, Peer, Watched};
use crate::cli::MiningParams;

const LOG: &str = "mining-rpc";

/// Miners that can be connected.
const MAX_CONNECTIONS: u32 = 64;

/// Connections that may be on their way to become a miner's.
const MAX_HANDSHAKES: usize = 64;

/// How long a connection may take to become a miner's.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);

/// The longest message of a miner, bytes. A call of `mining_submit` has 150.
const MAX_REQUEST: u32 = 2_048;

/// The longest answer, bytes.
const MAX_RESPONSE: u32 = 4_096;

/// Messages that may wait for a miner to read them.
const BUFFER: u32 = 16;

/// How long the last answer has to go out before a miner is disconnected.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// Characters that a token must have at least.
const MIN_TOKEN: usize = 16;

/// A secret that a miner must know.
struct Token(Zeroizing<String>);

impl fmt::Debug for Token {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("<redacted>")
	}
}

impl Token {
	fn read(file: &Path) -> Result<Self, String> {
		let content = fs::read_to_string(file).map(Zeroizing::new);
		let content = content.map_err(|error| {
			format!("the file {} of --mining-rpc-token-file is not readable: {error}", file.display())
		})?;
		let token = content.trim();
		if token.len() < MIN_TOKEN || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
			return Err(format!(
				"the file {} of --mining-rpc-token-file must hold one word of at least {MIN_TOKEN} printable ASCII \
				 characters, for instance of `openssl rand -hex 32`",
				file.display()
			));
		}
		Ok(Self(Zeroizing::new(token.into())))
	}

	/// Whether a header `Authorization` carries this token. Takes as long for every token of the same length.
	fn is_in(&self, authorization: Option<&[u8]>) -> bool {
		let offered = authorization.and_then(|value| value.strip_prefix(b"Bearer "));
		offered.is_some_and(|offered| bool::from(offered.ct_eq(self.0.as_bytes())))
	}
}

/// The port of the mining RPC, which waits for miners.
#[derive(Debug)]
pub struct Listener {
	socket: TcpListener,
	token: Option<Token>,
}

impl Listener {
	/// Opens the port that the command line asks for; none when it asks for none.
	///
	/// # Errors
	/// When nobody would mine, the port is taken, or the token cannot be read; in words for the operator.
	pub async fn open(params: &MiningParams) -> Result<Option<Self>, String> {
		let Some(port) = params.mining_rpc_port else {
			return match params.mining_threads {
				Some(0) => {
					Err("with --mining-threads 0 nobody mines: give external miners a port with --mining-rpc-port, \
				                or leave --mine away"
						.into())
				}
				_ => Ok(None),
			};
		};
		let token = params.mining_rpc_token_file.as_deref().map(Token::read).transpose()?;
		let addresses: &[IpAddr] = match params.mining_rpc_external {
			// The IPv6 address takes IPv4 as well where there is IPv6.
			true if token.is_some() => &[IpAddr::V6(Ipv6Addr::UNSPECIFIED), IpAddr::V4(Ipv4Addr::UNSPECIFIED)],
			true => return Err("--mining-rpc-external needs --mining-rpc-token-file".into()),
			false => &[IpAddr::V4(Ipv4Addr::LOCALHOST)],
		};
		let addresses: Vec<_> = addresses.iter().map(|ip| SocketAddr::new(*ip, port)).collect();
		let socket = TcpListener::bind(addresses.as_slice()).await.map_err(|error| match error.kind() {
			io::ErrorKind::AddrInUse => format!(
				"the mining RPC port {port} is in use: end the program that has it, or choose another with \
				 --mining-rpc-port"
			),
			_ => format!("the mining RPC port {port} cannot be opened: {error}"),
		})?;
		Ok(Some(Self { socket, token }))
	}

	/// The address that it listens on.
	///
	/// # Errors
	/// When the system does not know it.
	pub fn address(&self) -> io::Result<SocketAddr> {
		self.socket.local_addr()
	}

	/// Serves miners until the future is dropped.
	pub async fn serve(self, mining: MiningHandle) {
		if let Ok(address) = self.address() {
			info!(target: LOG, "⛏  External miners find work at ws://{address}");
		}
		let (stop, _server) = stop_channel();
		let server = Arc::new(Miners {
			token: self.token,
			methods: Mining(mining).into_rpc().into(),
			builder: Server::builder()
				.ws_only()
				.max_connections(MAX_CONNECTIONS)
				.max_subscriptions_per_connection(1)
				.max_request_body_size(MAX_REQUEST)
				.max_response_body_size(MAX_RESPONSE)
				.set_batch_request_config(BatchRequestConfig::Disabled)
				.set_message_buffer_capacity(BUFFER)
				.set_id_provider(RandomStringIdProvider::new(16))
				// A miner that is gone without a word must not keep its connection and its range.
				.enable_ws_ping(
					PingConfig::new().ping_interval(Duration::from_secs(15)).inactive_limit(Duration::from_secs(40)),
				)
				.to_service_builder(),
			stop,
		});
		let handshakes = Arc::new(Semaphore::new(MAX_HANDSHAKES));
		loop {
			match self.socket.accept().await {
				Ok((socket, remote)) => match handshakes.clone().try_acquire_owned() {
					Ok(permit) => drop(tokio::spawn(server.clone().greet(socket, remote, permit))),
					Err(_) => debug!(target: LOG, "{remote} is turned away: too many connections at once"),
				},
				Err(error) => {
					warn!(target: LOG, "A miner could not be let in: {error}");
					sleep(Duration::from_millis(100)).await;
				}
			}
		}
	}
}

/// What all connections share.
struct Miners {
	token: Option<Token>,
	methods: Methods,
	builder: TowerServiceBuilder<Identity, Identity>,
	stop: StopHandle,
}

impl Miners {
	/// Lets a connection become a miner's, or refuses it.
	async fn greet(self: Arc<Self>, socket: TcpStream, remote: SocketAddr, _permit: OwnedSemaphorePermit) {
		let (socket, second) = match with_second_handle(socket) {
			Ok(handles) => handles,
			Err(error) => {
				debug!(target: LOG, "{remote} is lost: {error}");
				return;
			}
		};
		let second = Arc::new(second);
		let service = tower::service_fn(move |mut request: HttpRequest<_>| {
			let headers = request.headers();
			let refusal = self.refusal(
				headers.get("authorization").map(|value| value.as_bytes()),
				headers.contains_key("origin"),
				ws::is_upgrade_request(&request),
			);
			let peer = Arc::new(Peer::new(Instant::now()));
			request.extensions_mut().insert(peer.clone());
			let watched = peer.clone();
			let middleware =
				RpcServiceBuilder::new().layer_fn(move |service| Watched { service, peer: watched.clone() });
			let mut service =
				self.builder.clone().set_rpc_middleware(middleware).build(self.methods.clone(), self.stop.clone());
			let closed = service.on_session_closed();
			let second = second.clone();
			async move {
				if let Some((status, text)) = refusal {
					debug!(target: LOG, "{remote} is refused: {text}");
					return Ok(answer(status, text));
				}
				tokio::spawn(async move {
					tokio::select! {
						() = closed => {}
						() = peer.disconnect.notified() => {
							info!(target: LOG, "The miner at {remote} is disconnected for what it has sent");
							sleep(LAST_WORDS).await;
							let _ = second.shutdown(Shutdown::Both);
						}
					}
				});
				service.call(request).await.map_err(io::Error::other)
			}
		});
		// Done when the connection has become a miner's, or has ended.
		match timeout(HANDSHAKE_TIME, serve(socket, service)).await {
			Ok(Ok(())) => {}
			Ok(Err(error)) => debug!(target: LOG, "{remote} has failed to become a miner: {error}"),
			Err(_) => debug!(target: LOG, "{remote} takes too long to become a miner"),
		}
	}

	/// Why a request is refused before it becomes a WebSocket, as an HTTP status and a sentence.
	fn refusal(&self, authorization: Option<&[u8]>, from_page: bool, upgrade: bool) -> Option<(u16, &'static str)> {
		if self.token.as_ref().is_some_and(|token| !token.is_in(authorization)) {
			return Some((
				401,
				"the token is missing or wrong: it belongs into the header `Authorization: Bearer …`\n",
			));
		}
		// Any page in a browser of this machine could otherwise reach a port on loopback.
		if from_page {
			return Some((403, "web pages do not mine here\n"));
		}
		(!upgrade).then_some((426, "this is JSON-RPC over WebSocket\n"))
	}
}

fn answer(status: u16, text: &'static str) -> HttpResponse {
	let mut response = HttpResponse::new(HttpBody::from(text));
	if let Ok(status) = status.try_into() {
		*response.status_mut() = status;
	}
	response
}

/// The socket, and a second handle to it, with which it can be shut down whoever holds the first.
fn with_second_handle(socket: TcpStream) -> io::Result<(TcpStream, std::net::TcpStream)> {
	socket.set_nodelay(true)?;
	let socket = socket.into_std()?;
	let second = socket.try_clone()?;
	Ok((TcpStream::from_std(socket)?, second))
}
