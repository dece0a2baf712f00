//! Sending transactions, and knowing what became of them.

use std::{fmt, time::Duration};

use subxt::{
	config::{DefaultExtrinsicParamsBuilder, Hasher, substrate::BlakeTwo256},
	events::{DecodeAsEvent, Events, Phase},
	rpcs,
	transactions::{Payload, Signer},
	utils::H256,
};
use tokio::time::{sleep, timeout};

use crate::{
	Config,
	chain::{BlockId, Chain},
	error::{DispatchFailure, Error, PoolRefusal},
};

/// Blocks that a transaction of [`Chain::submit`] lives.
const LIFE: u64 = 128;
/// The era's checkpoint lies so many blocks under the best block, where a reorganisation hardly reaches: a transaction
/// whose checkpoint is replaced has a bad signature.
const CHECKPOINT_DEPTH: u64 = 8;
/// Blocks without inclusion after which a transaction is handed to the node again, in case its pool has lost it.
const RESEND_AFTER: u64 = 5;
/// How long [`Chain::wait`] goes on without a connection.
const PATIENCE: Duration = Duration::from_secs(120);

/// How long a transaction may be included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
	/// As long as its nonce is unused. For callers that repeat the same call until it is included.
	Immortal,
	/// About this many blocks from now; rounded up to a power of two, at most 2048.
	Blocks(u64),
}

/// A signed transaction.
#[derive(Clone, Debug)]
pub struct SignedTx {
	bytes: Vec<u8>,
	hash: H256,
	nonce: u64,
	/// Best block when it was signed.
	from: u64,
	/// The last block that can include it.
	until: Option<u64>,
}

impl SignedTx {
	/// Its hash, blake2b-256 of its bytes.
	pub fn hash(&self) -> H256 {
		self.hash
	}

	/// The SCALE bytes that the node receives.
	pub fn bytes(&self) -> &[u8] {
		&self.bytes
	}

	/// Its nonce.
	pub fn nonce(&self) -> u64 {
		self.nonce
	}
}

/// A transaction that was included, succeeded, and lies under enough blocks.
#[derive(Debug)]
pub struct Included {
	/// Number of the block that includes it.
	pub block_number: u64,
	/// Hash of that block.
	pub block_hash: H256,
	/// Place in that block.
	pub index: u32,
	/// Hash of the transaction.
	pub tx_hash: H256,
	/// What it caused.
	pub events: TxEvents,
}

/// The events of one transaction.
pub struct TxEvents {
	events: Events<Config>,
	index: u32,
}

// Their names: what is within holds the runtime's whole metadata.
impl fmt::Debug for TxEvents {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_list().entries(self.names()).finish()
	}
}

impl TxEvents {
	/// The first event of a type of [`crate::api`], such as `api::maintenance::events::ServiceRequested`.
	///
	/// # Errors
	/// [`Error::Incompatible`] when the event has another shape on this chain.
	pub fn first<E: DecodeAsEvent>(&self) -> Result<Option<E>, Error> {
		for event in self.own() {
			if let Some(found) = event.decode_fields_as::<E>() {
				return found.map(Some).map_err(|e| Error::Incompatible(e.to_string()));
			}
		}
		Ok(None)
	}

	/// The names of all events in their order, such as `Balances.Transfer`.
	pub fn names(&self) -> Vec<String> {
		self.own().map(|event| format!("{}.{}", event.pallet_name(), event.event_name())).collect()
	}

	fn own(&self) -> impl Iterator<Item = subxt::events::Event<'_, Config>> {
		let own = Phase::ApplyExtrinsic(self.index);
		self.events.iter().filter_map(Result::ok).filter(move |event| event.phase() == own)
	}
}

impl Chain {
	/// Signs a call, sends it, waits until it is included and lies under [`Chain::confirmations`] blocks.
	///
	/// # Errors
	/// [`Error::Pool`] when the node does not take it, [`Error::Dispatch`] when the call fails in its block,
	/// [`Error::Expired`] when no block has taken it within 128 blocks.
	pub async fn submit<C: Payload, S: Signer<Config>>(&self, signer: &S, call: &C) -> Result<Included, Error> {
		let tx = self.sign_next(signer, call).await?;
		self.send(&tx).await?;
		self.wait(&tx).await
	}

	/// [`Chain::submit`] with a nonce of the caller's.
	///
	/// # Errors
	/// As [`Chain::submit`].
	pub async fn submit_with_nonce<C: Payload, S: Signer<Config>>(
		&self,
		signer: &S,
		call: &C,
		nonce: u64,
	) -> Result<Included, Error> {
		let best = self.best().await?;
		let tx = self.sign(signer, call, nonce, Life::Blocks(LIFE), &best).await?;
		self.send(&tx).await?;
		self.wait(&tx).await
	}

	/// Signs a call with the next free nonce, counting transactions that wait in the node's pool.
	///
	/// # Errors
	/// [`Error::Incompatible`] when the chain has no such call.
	pub async fn sign_next<C: Payload, S: Signer<Config>>(&self, signer: &S, call: &C) -> Result<SignedTx, Error> {
		let best = self.best().await?;
		let nonce = self.next_index(&signer.account_id()).await?;
		self.sign(signer, call, nonce, Life::Blocks(LIFE), &best).await
	}

	/// Signs a call for the chain that ends at `best`.
	///
	/// # Errors
	/// [`Error::Incompatible`] when the chain has no such call.
	pub async fn sign<C: Payload, S: Signer<Config>>(
		&self,
		signer: &S,
		call: &C,
		nonce: u64,
		life: Life,
		best: &BlockId,
	) -> Result<SignedTx, Error> {
		let params = DefaultExtrinsicParamsBuilder::<Config>::new().nonce(nonce);
		let (params, until) = match life {
			Life::Immortal => (params.immortal(), None),
			Life::Blocks(blocks) => {
				let checkpoint = best.number.saturating_sub(CHECKPOINT_DEPTH);
				let hash = match self.hash_at(checkpoint).await? {
					Some(hash) => hash,
					None => return Err(Error::UnknownBlock(checkpoint.to_string())),
				};
				let period = (blocks + CHECKPOINT_DEPTH).clamp(4, 2048).next_power_of_two();
				(params.mortal_from_unchecked(period, checkpoint, hash), Some(checkpoint + period))
			}
		};
		let at = self.client_at(best).await?;
		let transactions = at.tx();
		let mut signable = transactions.create_signable_offline(call, params.build()).map_err(|e| self.error(e))?;
		let bytes = signable.sign(signer).map_err(|e| self.error(e))?.into_encoded();
		let hash = BlakeTwo256.hash(&bytes);
		Ok(SignedTx { bytes, hash, nonce, from: best.number, until })
	}

	/// Hands a transaction to the node. One that the node has already is no error.
	///
	/// # Errors
	/// [`Error::Pool`] when the node does not take it.
	pub async fn send(&self, tx: &SignedTx) -> Result<(), Error> {
		match self.inner.rpc.author_submit_extrinsic(&tx.bytes).await {
			Ok(_) => Ok(()),
			Err(rpcs::Error::User(e)) => {
				match PoolRefusal::from_rpc(e.code, &e.message, e.data.as_deref().map(|data| data.get())) {
					PoolRefusal::AlreadyKnown => Ok(()),
					refusal => Err(Error::Pool(refusal)),
				}
			}
			Err(e) => Err(self.error(e)),
		}
	}

	/// Waits until a sent transaction is included and lies under [`Chain::confirmations`] blocks, follows it through
	/// reorganisations, and sends it again when the node has lost it.
	///
	/// # Errors
	/// [`Error::Dispatch`] when the call failed, [`Error::Expired`] when the transaction can no longer be included,
	/// [`Error::Unreachable`] when the node has been away for two minutes.
	pub async fn wait(&self, tx: &SignedTx) -> Result<Included, Error> {
		let mut heads = self.subscribe_best();
		let mut place = None;
		// The first block that has not been searched.
		let mut next = tx.from + 1;
		let mut sent_at = tx.from;
		let mut away = tokio::time::Instant::now();
		loop {
			match self.look(tx, &mut place, &mut next, &mut sent_at).await {
				Ok(Some(included)) => return Ok(included),
				Ok(None) => away = tokio::time::Instant::now(),
				Err(e) if e.is_link() && away.elapsed() < PATIENCE => {
					sleep(Duration::from_millis(500)).await;
					continue;
				}
				Err(e) => return Err(e),
			}
			// A lost subscription is no reason to stop: the next look says whether the node is away.
			if !matches!(timeout(Duration::from_secs(10), heads.next()).await, Ok(Ok(_))) {
				sleep(Duration::from_millis(100)).await;
			}
		}
	}

	async fn look(
		&self,
		tx: &SignedTx,
		place: &mut Option<(BlockId, u32)>,
		next: &mut u64,
		sent_at: &mut u64,
	) -> Result<Option<Included>, Error> {
		let best = self.best().await?;
		if let Some((block, _)) = place
			&& self.hash_at(block.number).await? != Some(block.hash)
		{
			tracing::debug!(block = block.number, "the block with the transaction was replaced");
			*next = tx.from.min(block.number) + 1;
			*place = None;
		}
		// A reorganisation can replace searched blocks, so the newest are searched again.
		let settled = best.number.saturating_sub(u64::from(self.confirmations()));
		let mut number = (*next).min(settled.max(tx.from) + 1);
		while place.is_none() && number <= best.number {
			let Some(hash) = self.hash_at(number).await? else { break };
			if let Some(index) = self.body(hash).await?.iter().position(|bytes| *bytes == tx.bytes) {
				*place = Some((self.block(hash).await?, index as u32));
			}
			number += 1;
		}
		*next = number;
		match *place {
			Some((block, index)) if block.number <= settled || self.confirmations() == 0 => {
				self.outcome(tx.hash, &block, index).await.map(Some)
			}
			Some(_) => Ok(None),
			None if tx.until.is_some_and(|until| settled > until) => Err(Error::Expired(tx.until.unwrap_or_default())),
			None => {
				if best.number >= *sent_at + RESEND_AFTER {
					*sent_at = best.number;
					if let Err(e) = self.send(tx).await {
						tracing::debug!("sent the transaction again: {e}");
					}
				}
				Ok(None)
			}
		}
	}

	async fn outcome(&self, tx_hash: H256, block: &BlockId, index: u32) -> Result<Included, Error> {
		let at = self.client_at(block).await?;
		let events = TxEvents { events: at.events().fetch().await.map_err(|e| self.error(e))?, index };
		match dispatch_failure(&at, &events)? {
			Some(failure) => Err(Error::Dispatch { failure, block_number: block.number, tx_hash }),
			None => Ok(Included { block_number: block.number, block_hash: block.hash, index, tx_hash, events }),
		}
	}
}

type At = subxt::client::OnlineClientAtBlock<Config>;

/// The failure that the events of a transaction tell, with its name and documentation from the metadata.
fn dispatch_failure(at: &At, events: &TxEvents) -> Result<Option<DispatchFailure>, Error> {
	use crate::api::{runtime_types::sp_runtime::DispatchError, system::events::ExtrinsicFailed};

	let Some(failed) = events.first::<ExtrinsicFailed>()? else { return Ok(None) };
	let DispatchError::Module(module) = &failed.dispatch_error else {
		// The names of the runtime's own errors say all there is, such as `Token(FundsUnavailable)`.
		return Ok(Some(DispatchFailure { name: format!("{:?}", failed.dispatch_error), cause: String::new() }));
	};
	let pallet = at.metadata_ref().pallet_by_error_index(module.index);
	let variant = pallet.as_ref().and_then(|pallet| pallet.error_variant_by_index(module.error[0]));
	Ok(Some(match (pallet, variant) {
		(Some(pallet), Some(variant)) => DispatchFailure {
			name: format!("{}.{}", pallet.name(), variant.name),
			cause: variant.docs.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ").trim().into(),
		},
		_ => DispatchFailure { name: format!("Unknown({}, {})", module.index, module.error[0]), cause: String::new() },
	}))
}

/// What became of one transaction of an account in a block.
#[derive(Clone, Debug)]
pub struct OwnTx {
	/// The call; none when this program does not know it.
	pub call: Option<crate::api::Call>,
	/// None when it succeeded.
	pub failure: Option<DispatchFailure>,
}

impl Chain {
	/// The signed transactions of `account` in a block, in their order, with their outcomes.
	///
	/// # Errors
	/// [`Error::UnknownBlock`] when the block has such transactions and the node has pruned its state.
	pub async fn transactions_of(
		&self,
		account: &subxt::utils::AccountId32,
		block: &BlockId,
	) -> Result<Vec<OwnTx>, Error> {
		let body = self.body(block.hash).await?;
		// The account's bytes stand in every transaction that it signs; looking for them first spares decoding the rest.
		if !body.iter().any(|bytes| contains(bytes, &account.0)) {
			return Ok(Vec::new());
		}
		let at = self.client_at(block).await?;
		let extrinsics = at.extrinsics().from_bytes(body).await;
		let mut events = None;
		let mut own = Vec::new();
		for extrinsic in extrinsics.iter() {
			let extrinsic = extrinsic.map_err(|e| self.error(e))?;
			// The signer's address is MultiAddress::Id: a zero byte and the account.
			let signed = extrinsic.address_bytes().is_some_and(|a| a.split_first() == Some((&0, &account.0[..])));
			if !signed {
				continue;
			}
			if events.is_none() {
				events = Some(at.events().fetch().await.map_err(|e| self.error(e))?);
			}
			let Some(all) = events.take() else { continue };
			let of_this = TxEvents { events: all, index: extrinsic.index() as u32 };
			own.push(OwnTx { call: extrinsic.decode_call_data_as().ok(), failure: dispatch_failure(&at, &of_this)? });
			events = Some(of_this.events);
		}
		Ok(own)
	}
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
	bytes.windows(part.len()).any(|window| window == part)
}
