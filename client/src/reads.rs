//! Typed reads of the chain's state after one block.

use bpiiot_primitives::{AgreementId, Balance, BlockNumber, DeviceId, RequestId, Role, Rule, TriggerSeq};
use codec::Decode;
use subxt::{client::OnlineClientAtBlock, storage::Address, utils::AccountId32};

use crate::{
	Config, api,
	api::runtime_types::pallet_maintenance::types as maintenance,
	chain::{BlockId, Chain},
	error::Error,
};

/// The chain's state after one block.
#[derive(Clone)]
pub struct View {
	chain: Chain,
	block: BlockId,
	at: OnlineClientAtBlock<Config>,
}

/// The balances of an account, in planck.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balances {
	/// What it can spend.
	pub free: Balance,
	/// What is held for a purpose, such as a budget, an escrow or a fee quota.
	pub held: Balance,
	/// Transactions that it has sent.
	pub nonce: u32,
}

/// A participant of the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
	/// What it is.
	pub role: Role,
	/// How it is called.
	pub name: String,
	/// The block in which it registered.
	pub registered_at: BlockNumber,
}

/// A registered device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
	/// Its number.
	pub id: DeviceId,
	/// Who owns it.
	pub owner: AccountId32,
	/// The account with which it signs.
	pub account: AccountId32,
	/// Its type, such as a model name.
	pub kind: String,
	/// Anything else that its owner wants others to know.
	pub details: String,
	/// When it was made, in milliseconds since the Unix epoch.
	pub production_date: u64,
	/// What it is made of: part number, position, quantity.
	pub parts: Vec<(String, u8, u32)>,
}

/// How far an agreement has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgreementStatus {
	/// Waits for the provider.
	Proposed,
	/// In force.
	Active,
	/// Ended.
	Cancelled,
}

/// A maintenance agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
	/// Its number.
	pub id: AgreementId,
	/// The device that is maintained.
	pub device: DeviceId,
	/// Who pays.
	pub owner: AccountId32,
	/// Who maintains.
	pub provider: AccountId32,
	/// What one service request pays, in planck.
	pub service_price: Balance,
	/// Blocks that the provider has from a request to its completion.
	pub response_blocks: BlockNumber,
	/// When to request what.
	pub rules: Vec<Rule>,
	/// What is left of the budget, in planck.
	pub budget: Balance,
	/// How far it has come.
	pub status: AgreementStatus,
	/// Requests that are not settled.
	pub open_requests: u32,
	/// Requests that it has raised.
	pub requests: u32,
	/// What is held of the owner for storing it, in planck.
	pub deposit: Balance,
}

impl View {
	pub(crate) fn new(chain: Chain, block: BlockId, at: OnlineClientAtBlock<Config>) -> Self {
		Self { chain, block, at }
	}

	/// The block after which this is the state.
	pub fn block(&self) -> &BlockId {
		&self.block
	}

	/// The library below at this block, for whatever is not wrapped here.
	pub fn raw(&self) -> &OnlineClientAtBlock<Config> {
		&self.at
	}

	/// Any storage value of [`api::storage`]; its default, or none, when it is not set.
	///
	/// # Errors
	/// [`Error::UnknownBlock`] when the node has pruned the state, [`Error::Incompatible`] when the chain has no such
	/// storage.
	pub async fn value<A: Address>(&self, address: A, keys: A::KeyParts) -> Result<Option<A::Value>, Error> {
		let value = self.at.storage().try_fetch(address, keys).await.map_err(|e| self.chain.error(e))?;
		value.map(|value| value.decode().map_err(|e| self.chain.error(e))).transpose()
	}

	/// Calls a runtime API by its name, such as `Core_version`, with SCALE-encoded arguments.
	///
	/// # Errors
	/// [`Error::UnknownBlock`] when the node has pruned the state, [`Error::Incompatible`] when the answer is something else.
	pub async fn runtime_call<T: Decode>(&self, name: &str, arguments: &[u8]) -> Result<T, Error> {
		self.chain.runtime_call(name, arguments, self.block.hash).await
	}

	/// The number of transactions that an account has sent up to this block.
	pub async fn nonce(&self, account: &AccountId32) -> Result<u64, Error> {
		self.at.tx().account_nonce(account).await.map_err(|e| self.chain.error(e))
	}

	/// The balances of an account; all zero when it does not exist.
	pub async fn balances(&self, account: &AccountId32) -> Result<Balances, Error> {
		let info = self.value(api::storage().system().account(), (*account,)).await?;
		Ok(info.map_or_else(Balances::default, |info| Balances {
			free: info.data.free,
			held: info.data.reserved,
			nonce: info.nonce,
		}))
	}

	/// All tokens that exist, in planck.
	pub async fn total_issuance(&self) -> Result<Balance, Error> {
		Ok(self.value(api::storage().balances().total_issuance(), ()).await?.unwrap_or_default())
	}

	/// A participant.
	pub async fn participant(&self, account: &AccountId32) -> Result<Option<Participant>, Error> {
		let found = self.value(api::storage().device_registry().participants(), (*account,)).await?;
		Ok(found.map(|participant| Participant {
			role: participant.role.0,
			name: text(&participant.name.0),
			registered_at: participant.registered_at,
		}))
	}

	/// The number of the device with an account.
	pub async fn device_of(&self, account: &AccountId32) -> Result<Option<DeviceId>, Error> {
		self.value(api::storage().device_registry().device_of(), (*account,)).await
	}

	/// A device.
	pub async fn device(&self, id: DeviceId) -> Result<Option<Device>, Error> {
		let found = self.value(api::storage().device_registry().devices(), (id,)).await?;
		Ok(found.map(|device| Device {
			id,
			owner: device.owner,
			account: device.account,
			kind: text(&device.profile.kind.0),
			details: text(&device.profile.details.0),
			production_date: device.profile.production_date,
			parts: device
				.profile
				.parts
				.0
				.iter()
				.map(|part| (text(&part.number.0), part.position, part.quantity))
				.collect(),
		}))
	}

	/// What is left of the money for a device's fees, in planck.
	pub async fn fee_quota(&self, device: DeviceId) -> Result<Balance, Error> {
		Ok(self.value(api::storage().device_registry().fee_quota(), (device,)).await?.unwrap_or_default())
	}

	/// An agreement.
	pub async fn agreement(&self, id: AgreementId) -> Result<Option<Agreement>, Error> {
		let found = self.value(api::storage().maintenance().agreements(), (id,)).await?;
		Ok(found.map(|agreement| Agreement {
			id,
			device: agreement.device,
			owner: agreement.owner,
			provider: agreement.provider,
			service_price: agreement.terms.service_price,
			response_blocks: agreement.terms.response_blocks,
			rules: agreement.terms.rules.0.into_iter().map(|rule| rule.0).collect(),
			budget: agreement.budget,
			status: match agreement.status {
				maintenance::AgreementStatus::Proposed => AgreementStatus::Proposed,
				maintenance::AgreementStatus::Active => AgreementStatus::Active,
				maintenance::AgreementStatus::Cancelled => AgreementStatus::Cancelled,
			},
			open_requests: agreement.open_requests,
			requests: agreement.requests,
			deposit: agreement.deposit,
		}))
	}

	/// A request, in the types of the runtime.
	pub async fn request(&self, id: RequestId) -> Result<Option<maintenance::Request<AccountId32, u32>>, Error> {
		self.value(api::storage().maintenance().requests(), (id,)).await
	}

	/// The number of requests that were ever raised; the next one gets this number.
	pub async fn next_request(&self) -> Result<RequestId, Error> {
		Ok(self.value(api::storage().maintenance().next_request(), ()).await?.unwrap_or_default())
	}

	/// The chain's own counters of an agreement, one for each rule; they count the readings of `report`.
	pub async fn counters(&self, agreement: AgreementId) -> Result<Vec<u32>, Error> {
		let found = self.value(api::storage().maintenance().counters(), (agreement,)).await?;
		Ok(found.map(|counters| counters.0.into_iter().map(|counter| counter.count).collect()).unwrap_or_default())
	}

	/// The greatest trigger number that has taken effect for a device.
	pub async fn last_trigger(&self, device: DeviceId) -> Result<Option<TriggerSeq>, Error> {
		self.value(api::storage().maintenance().last_trigger(), (device,)).await
	}
}

/// Texts on the chain should be UTF-8, but nothing there makes sure of it.
pub(crate) fn text(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes).into_owned()
}
