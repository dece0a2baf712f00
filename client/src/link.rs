//! A JSON-RPC connection that is made anew when it has been lost.

use std::{
	sync::{Arc, Mutex as StdMutex},
	time::Duration,
};

use futures::StreamExt;
use subxt::{
	rpcs::{
		self, RpcClient, RpcClientT,
		client::{RawRpcFuture, RawRpcSubscription, RawValue, RpcParams},
	},
	utils::H256,
};
use tokio::{sync::Mutex, time::timeout};

/// How long a connection may take to be made.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// How long the node may take to answer; a connection that is silent for longer counts as lost.
const ANSWER_TIME: Duration = Duration::from_secs(30);

/// One connection to one node. Whoever asks first after a loss connects again; nothing is asked twice by itself.
pub(crate) struct Link {
	url: String,
	/// The genesis hash that every connection must show, once it is known.
	expected: StdMutex<Option<H256>>,
	current: Mutex<Option<Arc<RpcClient>>>,
	/// Why the last attempt failed; none while the connection works.
	failure: StdMutex<Option<Failure>>,
}

/// Why there is no connection.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
	Unreachable(String),
	WrongChain { expected: H256, found: H256 },
}

impl Link {
	pub(crate) fn new(url: &str, expected: Option<H256>) -> Self {
		Self {
			url: url.into(),
			expected: StdMutex::new(expected),
			current: Mutex::new(None),
			failure: StdMutex::new(None),
		}
	}

	pub(crate) fn url(&self) -> &str {
		&self.url
	}

	/// Why the connection is down; none when the last request reached the node.
	pub(crate) fn failure(&self) -> Option<Failure> {
		self.failure.lock().expect("no holder panics; qed").clone()
	}

	fn set_failure(&self, failure: Option<Failure>) {
		*self.failure.lock().expect("no holder panics; qed") = failure;
	}

	async fn client(&self) -> Result<Arc<RpcClient>, rpcs::Error> {
		let mut current = self.current.lock().await;
		if let Some(client) = &*current {
			return Ok(client.clone());
		}
		let client = self.connect().await.inspect_err(|e| {
			if !matches!(self.failure(), Some(Failure::WrongChain { .. })) {
				self.set_failure(Some(Failure::Unreachable(reason(e))));
			}
		})?;
		self.set_failure(None);
		let client = Arc::new(client);
		*current = Some(client.clone());
		Ok(client)
	}

	async fn connect(&self) -> Result<RpcClient, rpcs::Error> {
		self.set_failure(None);
		let client = timeout(CONNECT_TIME, RpcClient::from_insecure_url(&self.url))
			.await
			.map_err(|_| rpcs::Error::Client("it does not answer".into()))??;
		let mut params = RpcParams::new();
		params.push(0u32)?;
		let found: Option<H256> = timeout(ANSWER_TIME, client.request("chain_getBlockHash", params))
			.await
			.map_err(|_| rpcs::Error::Client("it does not answer".into()))??;
		let found = found.ok_or_else(|| rpcs::Error::Client("it has no genesis block".into()))?;
		let mut expected = self.expected.lock().expect("no holder panics; qed");
		match *expected {
			Some(expected) if expected != found => {
				self.set_failure(Some(Failure::WrongChain { expected, found }));
				Err(rpcs::Error::Client("it serves another chain".into()))
			}
			_ => {
				*expected = Some(found);
				Ok(client)
			}
		}
	}

	/// Gives up a connection after an error that is not an answer of the node.
	async fn lost(&self, used: &Arc<RpcClient>, error: &rpcs::Error) {
		let mut current = self.current.lock().await;
		if current.as_ref().is_some_and(|client| Arc::ptr_eq(client, used)) {
			*current = None;
		}
		self.set_failure(Some(Failure::Unreachable(reason(error))));
	}
}

/// The innermost cause, which is the part that an operator can act on.
fn reason(error: &rpcs::Error) -> String {
	let mut error = error;
	while let rpcs::Error::Client(inner) = error
		&& let Some(inner) = inner.downcast_ref::<rpcs::Error>()
	{
		error = inner;
	}
	match error {
		rpcs::Error::Client(inner) => {
			let mut source: &dyn std::error::Error = &**inner;
			while let Some(inner) = source.source() {
				source = inner;
			}
			source.to_string()
		}
		error => error.to_string(),
	}
}

/// Newtype, because the trait is of another crate and so is `Arc`.
pub(crate) struct Linked(pub(crate) Arc<Link>);

impl RpcClientT for Linked {
	fn request_raw<'a>(&'a self, method: &'a str, params: Option<Box<RawValue>>) -> RawRpcFuture<'a, Box<RawValue>> {
		Box::pin(async move {
			let client = self.0.client().await?;
			let answer = timeout(ANSWER_TIME, client.request_raw(method, params))
				.await
				.unwrap_or_else(|_| Err(rpcs::Error::Client("it does not answer".into())));
			match &answer {
				Err(error @ rpcs::Error::Client(_)) => self.0.lost(&client, error).await,
				_ => self.0.set_failure(None),
			}
			answer
		})
	}

	fn subscribe_raw<'a>(
		&'a self,
		sub: &'a str,
		params: Option<Box<RawValue>>,
		unsub: &'a str,
	) -> RawRpcFuture<'a, RawRpcSubscription> {
		Box::pin(async move {
			let client = self.0.client().await?;
			let answer = timeout(ANSWER_TIME, client.subscribe_raw(sub, params, unsub))
				.await
				.unwrap_or_else(|_| Err(rpcs::Error::Client("it does not answer".into())));
			match answer {
				Ok(RawRpcSubscription { stream, id }) => {
					// The stream keeps its connection alive, also when the link has moved on to a new one.
					let stream = stream.map(move |item| {
						let _ = &client;
						item
					});
					Ok(RawRpcSubscription { stream: Box::pin(stream), id })
				}
				Err(error) => {
					if matches!(error, rpcs::Error::Client(_)) {
						self.0.lost(&client, &error).await;
					}
					Err(error)
				}
			}
		})
	}
}
