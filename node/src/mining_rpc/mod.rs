//! Work for external miners by JSON-RPC over WebSocket, on a port of its own: the methods `mining_*`.
//!
//! `docs/rpc.md` describes them. [`Listener`] is the server, this the methods and what a miner may do with them.

mod server;
#[cfg(test)]
pub(crate) mod tests;

use std::{
	sync::{
		Arc,
		atomic::{AtomicU32, Ordering},
	},
	time::{Duration, Instant},
};

use bpiiot_pow::miner::{
	Found, MiningHandle, SubmitError, Submitter,
	wire::{Block, Hex, Notice, Status, TemplateStatus},
};
use futures::future::BoxFuture;
use jsonrpsee::{
	Extensions, MethodResponse, PendingSubscriptionSink, SubscriptionMessage,
	core::{RpcResult, SubscriptionResult},
	proc_macros::rpc,
	server::middleware::rpc::RpcServiceT,
	types::{ErrorCode, ErrorObjectOwned, Request},
};
use parking_lot::Mutex;
use tokio::sync::Notify;

pub use server::Listener;

/// The code of the error that a connection has no subscription, whose range of nonces a solution would be checked against.
const NOT_SUBSCRIBED: i32 = 2009;

/// The code of the error that all ranges of nonces are taken.
const NO_RANGE: i32 = 2010;

/// The code of the error that a connection has made too many calls.
const TOO_MANY_CALLS: i32 = 2011;

/// Wrong calls and solutions after which a miner is disconnected. A correct one makes none at all.
const FAULTS: u32 = 16;

/// Calls that a connection may make at once, and each second. A miner with a solution for each template of the quickest test
/// chain stays far below.
const CALLS_AT_ONCE: u32 = 200;
const CALLS_PER_SECOND: u32 = 50;

/// How long a miner may take to read a notification when its buffer is full.
const SEND_TIME: Duration = Duration::from_secs(10);

/// Work for external miners.
#[rpc(server, namespace = "mining")]
pub trait MiningApi {
	/// Gives a range of nonces, and a [`Notice`] now and whenever there is something else to search, or nothing.
	#[subscription(name = "subscribeTemplate" => "template", unsubscribe = "cancel", item = Notice, with_extensions)]
	async fn subscribe_template(&self) -> SubscriptionResult;

	/// Makes a block of a template and its solution.
	#[method(name = "submit", with_extensions)]
	async fn submit(&self, template: u64, nonce: Hex<8>, solution: Hex<16>) -> RpcResult<Block>;

	/// What is searched now, and by how many.
	#[method(name = "status")]
	fn status(&self) -> RpcResult<Status>;
}

/// Answers the methods.
struct Mining(MiningHandle);

fn error(code: i32, message: impl Into<String>) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(code, message, None::<()>)
}

fn refused(cause: &SubmitError) -> ErrorObjectOwned {
	error(cause.code(), cause.to_string())
}

#[jsonrpsee::core::async_trait]
impl MiningApiServer for Mining {
	async fn subscribe_template(
		&self,
		pending: PendingSubscriptionSink,
		extensions: &Extensions,
	) -> SubscriptionResult {
		let Some(peer) = extensions.get::<Arc<Peer>>() else {
			pending.reject(ErrorObjectOwned::from(ErrorCode::InternalError)).await;
			return Ok(());
		};
		let Some(mut seat) = self.0.join() else {
			pending.reject(error(NO_RANGE, "all ranges of nonces are taken: try again later")).await;
			return Ok(());
		};
		let sink = pending.accept().await?;
		*peer.submitter.lock() = Some(seat.submitter());
		loop {
			let notice: Option<Notice> = tokio::select! {
				() = sink.closed() => break,
				notice = seat.next() => notice,
			};
			let Some(notice) = notice else { break };
			let message = SubscriptionMessage::from_json(&notice)?;
			if sink.send_timeout(message, SEND_TIME).await.is_err() {
				peer.disconnect.notify_one();
				break;
			}
		}
		*peer.submitter.lock() = None;
		Ok(())
	}

	async fn submit(
		&self,
		extensions: &Extensions,
		template: u64,
		nonce: Hex<8>,
		solution: Hex<16>,
	) -> RpcResult<Block> {
		let submitter = extensions.get::<Arc<Peer>>().and_then(|peer| peer.submitter.lock().clone());
		let submitter =
			submitter.ok_or_else(|| error(NOT_SUBSCRIBED, "call mining_subscribeTemplate on this connection first"))?;
		let found = Found { id: template, nonce: nonce.value(), solution: solution.0 };
		let block = submitter.submit(found).await.map_err(|cause| refused(&cause))?;
		Ok(Block { hash: Hex(block.hash.0), height: block.height, best: block.best })
	}

	fn status(&self) -> RpcResult<Status> {
		let status = self.0.status();
		let template = status.template.as_ref().ok().map(|(outline, age)| TemplateStatus {
			id: outline.id,
			height: outline.height,
			age: u64::try_from(age.as_millis()).unwrap_or(u64::MAX),
			difficulty: outline.difficulty,
		});
		Ok(Status {
			template,
			stopped: status.template.err(),
			local_threads: status.threads as u64,
			miners: status.miners as u64,
			blocks_mined: status.blocks_mined,
		})
	}
}

/// One connection.
struct Peer {
	/// Where its solutions go while it has a subscription.
	submitter: Mutex<Option<Submitter>>,
	faults: AtomicU32,
	calls: Mutex<Allowance>,
	disconnect: Notify,
}

impl Peer {
	fn new(now: Instant) -> Self {
		Self {
			submitter: Mutex::new(None),
			faults: AtomicU32::new(0),
			calls: Mutex::new(Allowance { left: CALLS_AT_ONCE, since: now }),
			disconnect: Notify::new(),
		}
	}

	/// Counts a call that a correct miner does not make.
	fn fault(&self) {
		if self.faults.fetch_add(1, Ordering::Relaxed) + 1 >= FAULTS {
			self.disconnect.notify_one();
		}
	}
}

/// Calls that may still be made.
struct Allowance {
	left: u32,
	since: Instant,
}

impl Allowance {
	fn take(&mut self, now: Instant) -> bool {
		let earned = now.saturating_duration_since(self.since).as_millis() * u128::from(CALLS_PER_SECOND) / 1_000;
		if earned > 0 {
			self.left = u32::try_from(earned).unwrap_or(u32::MAX).saturating_add(self.left).min(CALLS_AT_ONCE);
			self.since = now;
		}
		let allowed = self.left > 0;
		self.left = self.left.saturating_sub(1);
		allowed
	}
}

/// Whether only a faulty or hostile miner gets an error with this code.
fn is_fault(code: i32) -> bool {
	let faults = [SubmitError::OutsideRange, SubmitError::TooLittleWork, SubmitError::WrongSolution];
	code == NOT_SUBSCRIBED
		|| code == ErrorCode::InvalidParams.code()
		|| code == ErrorCode::MethodNotFound.code()
		|| faults.iter().any(|fault| fault.code() == code)
}

/// Watches the calls of one connection.
#[derive(Clone)]
struct Watched<S> {
	service: S,
	peer: Arc<Peer>,
}

impl<'a, S> RpcServiceT<'a> for Watched<S>
where
	S: RpcServiceT<'a> + Clone + Send + Sync + 'static,
{
	type Future = BoxFuture<'a, MethodResponse>;

	fn call(&self, request: Request<'a>) -> Self::Future {
		let Self { service, peer } = self.clone();
		Box::pin(async move {
			if !peer.calls.lock().take(Instant::now()) {
				peer.disconnect.notify_one();
				return MethodResponse::error(request.id, error(TOO_MANY_CALLS, "too many calls: goodbye"));
			}
			let response = service.call(request).await;
			if response.as_error_code().is_some_and(is_fault) {
				peer.fault();
			}
			response
		})
	}
}
