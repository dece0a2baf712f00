//! The provider and the owner: each looks at the chain and does what is up to it.

use std::collections::BTreeSet;

use anyhow::Result;
use bpiiot_client::{
	BlockId, Chain, Key, SignedTx, api, api::runtime_types::pallet_maintenance::types::RequestStatus,
	primitives::RequestId,
};
use bpiiot_testbed::scenario::{self, Step, evidence};
use tokio::{
	sync::mpsc::UnboundedSender,
	task::JoinHandle,
	time::{Duration, sleep},
};

/// What the owner's last transaction for a request is for.
pub const CONFIRMS: &str = "confirms the job and pays";

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
	/// Accepts what is requested, and completes what it has accepted.
	Provider,
	/// Confirms what is completed.
	Owner,
}

/// An actor at work; it stops when this is dropped.
pub struct Actor(JoinHandle<()>);

impl Drop for Actor {
	fn drop(&mut self) {
		self.0.abort();
	}
}

/// Starts an actor, which tells of each transaction when it has settled, or why it cannot go on.
pub fn spawn(chain: &Chain, key: &Key, role: Role, tell: UnboundedSender<Result<Step>>) -> Actor {
	let (chain, key) = (chain.clone(), key.clone());
	Actor(tokio::spawn(async move {
		if let Err(e) = act(&chain, &key, role, &tell).await {
			let _ = tell.send(Err(e));
		}
	}))
}

async fn act(chain: &Chain, key: &Key, role: Role, tell: &UnboundedSender<Result<Step>>) -> Result<()> {
	let mut heads = chain.subscribe_best();
	let mut done = BTreeSet::new();
	loop {
		let best = chain.best().await?;
		for (request, what, tx) in due(chain, key, role, &best, &mut done).await? {
			// Each transaction is followed by itself, so that the next request need not wait for it.
			let (chain, key, tell) = (chain.clone(), key.clone(), tell.clone());
			tokio::spawn(async move {
				let settled = chain.wait(&tx).await;
				let step = settled.map(|included| Step { account: key.account(), what: what.into(), included });
				let _ = tell.send(step.map_err(|e| anyhow::Error::from(e).context(format!("request {request}"))));
			});
		}
		if heads.next().await.is_err() {
			sleep(Duration::from_millis(200)).await;
		}
	}
}

/// Sends what is up to this actor after `best` and was not sent before.
async fn due(
	chain: &Chain,
	key: &Key,
	role: Role,
	best: &BlockId,
	done: &mut BTreeSet<(RequestId, &'static str)>,
) -> Result<Vec<(RequestId, &'static str, SignedTx)>> {
	let calls = api::tx().maintenance();
	let view = chain.at(best).await?;
	let mut sent = Vec::new();
	for id in 0..view.next_request().await? {
		let Some(request) = view.request(id).await? else { continue };
		let what = match (role, request.status) {
			(Role::Provider, RequestStatus::Open) => "accepts the request",
			(Role::Provider, RequestStatus::Accepted) => "completes the job",
			(Role::Owner, RequestStatus::Completed) => CONFIRMS,
			_ => continue,
		};
		if !done.insert((id, what)) {
			continue;
		}
		let tx = match request.status {
			RequestStatus::Open => scenario::send(chain, key, &calls.accept_request(id)).await?,
			RequestStatus::Accepted => scenario::send(chain, key, &calls.complete_request(id, evidence(id))).await?,
			_ => scenario::send(chain, key, &calls.confirm_request(id)).await?,
		};
		sent.push((id, what, tx));
	}
	Ok(sent)
}
