//! Typed access to the BPIIoT chain for everything off chain.
//!
//! [`Chain`] is a connection to a node that survives the node's restarts; [`View`] reads the state after one block;
//! [`Chain::submit`] sends a call and follows it until it is settled; [`Key`] is a signing key in a file. The calls, events
//! and storage of the runtime are in [`api`], generated from the runtime's metadata at compile time.
//!
//! ```no_run
//! # async fn example() -> Result<(), bpiiot_client::Error> {
//! use bpiiot_client::{Chain, Key, api};
//!
//! let chain = Chain::connect("ws://127.0.0.1:9944").await?;
//! let owner = Key::load("owner.key".as_ref())?;
//! let call = api::tx().device_registry().fund_fees(0, 1_000_000_000_000);
//! let included = chain.submit(&owner, &call).await?;
//! println!("block {}: {:?}", included.block_number, included.events.names());
//! # Ok(())
//! # }
//! ```
//!
//! Nothing here waits for finality, so that work goes on while verification nodes are down; [`Chain::finalized`] tells it. A
//! transaction counts as done when [`Chain::confirmations`] blocks lie on the block that includes it.

mod chain;
mod error;
mod key;
mod link;
mod reads;
mod sharing;
mod submit;
#[cfg(test)]
mod tests;

pub use bpiiot_primitives as primitives;
pub use chain::{BestBlocks, BlockId, Chain, DEFAULT_CONFIRMATIONS, blake2_256};
pub use error::{DispatchFailure, Error, KeyError, PoolRefusal};
pub use key::{Claim, Key};
pub use reads::{Agreement, AgreementStatus, Balances, Device, Participant, View};
pub use sharing::DataPointer;
pub use submit::{Included, Life, OwnTx, SignedTx, TxEvents};
/// The library below, for what is not wrapped here.
pub use subxt;
pub use subxt::{
	config::substrate::U256,
	utils::{AccountId32, H256, MultiAddress, MultiSignature, Static},
};

/// The kind of chain: Substrate's usual types.
pub type Config = subxt::SubstrateConfig;

// Has the compiler look at the file again when it has changed, which the macro below does not tell it.
const _: &[u8] = include_bytes!("../metadata.scale");

/// Calls, events, storage and types of the runtime, generated from `metadata.scale`.
///
/// That file is written by `cargo run --release -p bpiiot-runtime --example metadata > client/metadata.scale`.
#[allow(missing_docs, clippy::all, unused_qualifications, rustdoc::all)]
#[subxt::subxt(
	runtime_metadata_path = "metadata.scale",
	derive_for_all_types = "Clone, PartialEq",
	derive_for_type(path = "pallet_maintenance::types::AgreementStatus", derive = "Copy, Eq"),
	derive_for_type(path = "pallet_maintenance::types::RequestStatus", derive = "Copy, Eq"),
	substitute_type(path = "sp_runtime::MultiSignature", with = "::subxt::utils::MultiSignature"),
	substitute_type(
		path = "bpiiot_primitives::device::Claim",
		with = "::subxt::utils::Static<::bpiiot_primitives::Claim<::subxt::utils::MultiSignature, ::bpiiot_primitives::BlockNumber>>"
	),
	substitute_type(
		path = "bpiiot_primitives::device::Role",
		with = "::subxt::utils::Static<::bpiiot_primitives::Role>"
	),
	substitute_type(
		path = "bpiiot_primitives::maintenance::Rule",
		with = "::subxt::utils::Static<::bpiiot_primitives::Rule>"
	),
	substitute_type(
		path = "bpiiot_primitives::table1::Reading",
		with = "::subxt::utils::Static<::bpiiot_primitives::Reading>"
	),
	substitute_type(
		path = "bpiiot_primitives::sharing::Content",
		with = "::subxt::utils::Static<::bpiiot_primitives::sharing::Content<::subxt::utils::AccountId32>>"
	),
	substitute_type(
		path = "bpiiot_primitives::sharing::Kind",
		with = "::subxt::utils::Static<::bpiiot_primitives::sharing::Kind>"
	),
	substitute_type(
		path = "bpiiot_primitives::sharing::Party",
		with = "::subxt::utils::Static<::bpiiot_primitives::sharing::Party<::subxt::utils::AccountId32>>"
	),
	substitute_type(
		path = "bpiiot_primitives::sharing::Scope",
		with = "::subxt::utils::Static<::bpiiot_primitives::sharing::Scope>"
	),
	substitute_type(
		path = "bpiiot_primitives::sharing::Terms",
		with = "::subxt::utils::Static<::bpiiot_primitives::sharing::Terms<::bpiiot_primitives::BlockNumber>>"
	)
)]
pub mod api {}
