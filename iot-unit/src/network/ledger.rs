//! What the trigger submitter needs of a chain, and the real one.

use std::future::Future;

use bpiiot_client::{BlockId, Chain, Error, Key, Life, api};
use bpiiot_primitives::{ActionKind, AgreementId, DeviceId, TriggerSeq};

use super::records::Trigger;
use crate::service::Terms;

/// A trigger that was found in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
	/// Its number.
	pub seq: TriggerSeq,
	/// The chain's error; none when it took effect.
	pub error: Option<String>,
}

/// A chain as the submitter sees it, always from the view of the unit's own device account.
pub trait Ledger: Send + Sync {
	/// The best block.
	fn best(&self) -> impl Future<Output = Result<BlockId, Error>> + Send;
	/// The block with a hash.
	fn block(&self, hash: bpiiot_client::H256) -> impl Future<Output = Result<BlockId, Error>> + Send;
	/// The block with a number on the best chain.
	fn block_at(&self, number: u64) -> impl Future<Output = Result<Option<BlockId>, Error>> + Send;
	/// Blocks on top of a block that make it settled.
	fn confirmations(&self) -> u32;
	/// The number of the unit's device after a block; none when it is not registered.
	fn device(&self, at: &BlockId) -> impl Future<Output = Result<Option<DeviceId>, Error>> + Send;
	/// What an agreement asks of the device; not active when there is none, or when it is another device's.
	fn terms(
		&self,
		agreement: AgreementId,
		device: DeviceId,
		at: &BlockId,
	) -> impl Future<Output = Result<Terms, Error>> + Send;
	/// The greatest trigger number that has taken effect.
	fn last_trigger(
		&self,
		device: DeviceId,
		at: &BlockId,
	) -> impl Future<Output = Result<Option<TriggerSeq>, Error>> + Send;
	/// The device account's nonce after a block.
	fn nonce(&self, at: &BlockId) -> impl Future<Output = Result<u64, Error>> + Send;
	/// The device account's nonce behind all transactions in the node's pool.
	fn pool_nonce(&self) -> impl Future<Output = Result<u64, Error>> + Send;
	/// The unit's triggers in a block, in their order.
	fn triggers_in(&self, block: &BlockId) -> impl Future<Output = Result<Vec<Found>, Error>> + Send;
	/// Hands a trigger to the node's pool.
	fn send(&self, trigger: &Trigger, nonce: u64, best: &BlockId) -> impl Future<Output = Result<(), Error>> + Send;
}

/// The chain behind a node.
pub struct ChainLedger {
	chain: Chain,
	key: Key,
}

impl ChainLedger {
	/// The view of the device with this key.
	pub fn new(chain: Chain, key: Key) -> Self {
		Self { chain, key }
	}

	/// The connection.
	pub fn chain(&self) -> &Chain {
		&self.chain
	}
}

impl Ledger for ChainLedger {
	async fn best(&self) -> Result<BlockId, Error> {
		self.chain.best().await
	}

	async fn block(&self, hash: bpiiot_client::H256) -> Result<BlockId, Error> {
		self.chain.block(hash).await
	}

	async fn block_at(&self, number: u64) -> Result<Option<BlockId>, Error> {
		match self.chain.hash_at(number).await? {
			Some(hash) => self.chain.block(hash).await.map(Some),
			None => Ok(None),
		}
	}

	fn confirmations(&self) -> u32 {
		self.chain.confirmations()
	}

	async fn device(&self, at: &BlockId) -> Result<Option<DeviceId>, Error> {
		self.chain.at(at).await?.device_of(&self.key.account()).await
	}

	async fn terms(&self, agreement: AgreementId, device: DeviceId, at: &BlockId) -> Result<Terms, Error> {
		let found = self.chain.at(at).await?.agreement(agreement).await?;
		Ok(match found {
			Some(found) if found.device == device => {
				let active = found.status == bpiiot_client::AgreementStatus::Active;
				Terms { agreement, active, rules: found.rules }
			}
			_ => Terms { agreement, active: false, rules: Vec::new() },
		})
	}

	async fn last_trigger(&self, device: DeviceId, at: &BlockId) -> Result<Option<TriggerSeq>, Error> {
		self.chain.at(at).await?.last_trigger(device).await
	}

	async fn nonce(&self, at: &BlockId) -> Result<u64, Error> {
		self.chain.at(at).await?.nonce(&self.key.account()).await
	}

	async fn pool_nonce(&self) -> Result<u64, Error> {
		self.chain.next_index(&self.key.account()).await
	}

	async fn triggers_in(&self, block: &BlockId) -> Result<Vec<Found>, Error> {
		let own = self.chain.transactions_of(&self.key.account(), block).await?;
		Ok(own
			.into_iter()
			.filter_map(|tx| {
				let seq = trigger_of(tx.call.as_ref()?)?;
				Some(Found { seq, error: tx.failure.map(|failure| failure.name) })
			})
			.collect())
	}

	async fn send(&self, trigger: &Trigger, nonce: u64, best: &BlockId) -> Result<(), Error> {
		let (agreement, rule, seq) = (trigger.agreement, trigger.rule, trigger.seq);
		// Immortal: the same trigger is sent with the same nonce until it is included, and its number keeps a second
		// copy from taking effect.
		let calls = api::tx().maintenance();
		let tx = match trigger.action {
			ActionKind::RequestService => {
				let call = calls.request_service(agreement, rule, seq);
				self.chain.sign(&self.key, &call, nonce, Life::Immortal, best).await?
			}
			ActionKind::OrderPart => {
				let call = calls.order_part(agreement, rule, seq);
				self.chain.sign(&self.key, &call, nonce, Life::Immortal, best).await?
			}
			ActionKind::Notify => {
				let call = calls.notify(agreement, rule, seq);
				self.chain.sign(&self.key, &call, nonce, Life::Immortal, best).await?
			}
		};
		self.chain.send(&tx).await
	}
}

/// The trigger number in a call of the device, if it is one that carries a trigger.
fn trigger_of(call: &api::Call) -> Option<TriggerSeq> {
	use api::runtime_types::pallet_maintenance::pallet::Call;

	match call {
		api::Call::Maintenance(
			Call::request_service { trigger, .. }
			| Call::order_part { trigger, .. }
			| Call::notify { trigger, .. }
			| Call::request_planned { trigger, .. },
		) => Some(*trigger),
		_ => None,
	}
}
