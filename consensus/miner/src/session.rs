//! One connection to the node, from its beginning to its end.

use std::{fmt, time::Duration};

use anyhow::{Error, anyhow};
use bpiiot_pow::{
	Metrics,
	miner::{
		Found, Searchers,
		wire::{Block, Hex, Notice},
	},
};
use jsonrpsee_core::{
	client::{ClientT, Error as ClientError, Subscription, SubscriptionClientT},
	params::ArrayParams,
	rpc_params,
};
use jsonrpsee_ws_client::{PingConfig, WsClient, WsClientBuilder};
use tokio::{sync::mpsc, task::JoinSet, time::interval};
use tracing::{debug, error, info, warn};

use crate::options::Connection;

/// How often the hash rate is printed.
const REPORT: u32 = 10;

/// How long the node may take to answer.
const ANSWER: Duration = Duration::from_secs(30);

/// Blocks that the node has taken, and solutions that it has not.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
	accepted: u64,
	refused: u64,
}

impl fmt::Display for Tally {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{} block(s) accepted, {} refused", self.accepted, self.refused)
	}
}

/// Why a connection has ended.
pub enum Ended {
	/// Another attempt would end the same way.
	ForGood(Error),
	/// The node may come back.
	Lost {
		/// What has happened.
		error: Error,
		/// Whether the node had given work.
		had_work: bool,
	},
}

async fn connect(connection: &Connection) -> Result<(WsClient, Subscription<Notice>), Ended> {
	let client = WsClientBuilder::new()
		.connection_timeout(Duration::from_secs(10))
		.request_timeout(ANSWER)
		.set_headers(connection.headers.clone())
		.enable_ws_ping(
			PingConfig::new().ping_interval(Duration::from_secs(15)).inactive_limit(Duration::from_secs(40)),
		)
		.build(&connection.node)
		.await
		.map_err(|error| refusal(connection, &error))?;
	let notices = client.subscribe("mining_subscribeTemplate", ArrayParams::new(), "mining_cancel").await;
	match notices {
		Ok(notices) => Ok((client, notices)),
		// The method does not exist: this is another RPC.
		Err(ClientError::Call(error)) if error.code() == -32601 => {
			Err(Ended::ForGood(anyhow!("{} is not a mining RPC: use the node's --mining-rpc-port", connection.node)))
		}
		Err(error) => Err(Ended::Lost { error: anyhow!("the node gives no work: {error}"), had_work: false }),
	}
}

/// What the node's refusal means.
fn refusal(connection: &Connection, error: &ClientError) -> Ended {
	let text = error.to_string();
	let refused = |status: u16| text.contains(&format!("status code: {status}"));
	let node = &connection.node;
	if refused(401) {
		let has_token = !connection.headers.is_empty();
		let what = if has_token { "the token of --token-file is wrong" } else { "it wants a token: use --token-file" };
		return Ended::ForGood(anyhow!("{node} refuses this miner: {what}"));
	}
	if refused(429) {
		return Ended::Lost { error: anyhow!("{node} has no room for another miner"), had_work: false };
	}
	Ended::Lost { error: anyhow!("{node} cannot be reached: {text}"), had_work: false }
}

type Answers = JoinSet<(Found, Result<Block, ClientError>)>;

/// Mines until the connection ends.
pub async fn run(
	connection: &Connection,
	searchers: &Searchers,
	found: &mut mpsc::UnboundedReceiver<Found>,
	metrics: &Metrics,
	tally: &mut Tally,
) -> Ended {
	let (client, mut notices) = match connect(connection).await {
		Ok(connected) => connected,
		Err(ended) => return ended,
	};
	info!("connected to {}", connection.node);
	let client = std::sync::Arc::new(client);
	// What was found for an earlier connection is worth nothing here.
	while found.try_recv().is_ok() {}
	let mut searched = None;
	let mut had_work = false;
	let mut answers = Answers::new();
	let (mut seconds, mut second) = (0, interval(Duration::from_secs(1)));
	loop {
		tokio::select! {
			notice = notices.next() => match notice {
				Some(Ok(Notice::Template(template))) => match template.job() {
					Ok(job) => {
						debug!("template {} for block {} at difficulty {}", job.id, template.height, job.difficulty);
						had_work = true;
						searched = Some(job.id);
						searchers.post(Some(job));
					}
					Err(cause) => {
						error!("no block can come of the node's template {}: {cause}", template.id);
						searched = None;
						searchers.post(None);
					}
				},
				Some(Ok(Notice::Stop(cause))) => {
					debug!("the search is stopped: {cause:?}");
					searched = None;
					searchers.post(None);
				}
				Some(Err(cause)) => {
					return Ended::ForGood(anyhow!("the node and this miner are of different versions: {cause}"));
				}
				None => {
					let error = client.on_disconnect().await;
					return Ended::Lost { error: anyhow!("the connection to {} is lost: {error}", connection.node), had_work };
				}
			},
			Some(solution) = found.recv() => if searched == Some(solution.id) {
				// A template makes one block, so more of this is wasted whatever the answer is.
				searched = None;
				searchers.post(None);
				let client = client.clone();
				answers.spawn(async move {
					let params = rpc_params![solution.id, Hex::nonce(solution.nonce), Hex(solution.solution)];
					(solution, client.request("mining_submit", params).await)
				});
			},
			Some(answer) = answers.join_next() => match answer {
				Ok((_, Ok(block))) => {
					tally.accepted += 1;
					let best = if block.best { "" } else { " (beside the best chain)" };
					info!("block {} accepted{best}: {}", block.height, block.hash);
				}
				Ok((solution, Err(ClientError::Call(refusal)))) => {
					tally.refused += 1;
					warn!("the solution of template {} is refused ({}): {}", solution.id, refusal.code(), refusal.message());
				}
				Ok((solution, Err(error))) => {
					tally.refused += 1;
					warn!("the solution of template {} did not arrive: {error}", solution.id);
				}
				Err(error) => error!("a solution is lost: {error}"),
			},
			_ = second.tick() => {
				metrics.sample_rate();
				seconds += 1;
				if seconds % REPORT == 0 {
					info!("{:.1} solutions/s, {tally}", metrics.local_hash_rate());
				}
			}
		}
	}
}
