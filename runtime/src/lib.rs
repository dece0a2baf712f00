//! The BPIIoT runtime: the on-chain network's state transition.
//!
//! One file of [`configs`] for each pallet, the runtime APIs in `apis`, the genesis presets in [`genesis`].

#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "512"]
// The runtime macros make public items that nobody can document.
#![allow(missing_docs)]

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

extern crate alloc;

pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarks;
pub mod configs;
pub mod genesis;
#[cfg(test)]
mod tests;

use alloc::{borrow::Cow, vec::Vec};

pub use bpiiot_primitives::{
	AccountId, BPI, Balance, BlockNumber, DAYS, HOURS, Hash, MILLI_BPI, MINUTES, Moment, Nonce, Signature,
	TARGET_BLOCK_TIME,
};
use pallet_session::historical as pallet_session_historical;
use sp_runtime::{
	MultiAddress, generic, impl_opaque_keys,
	traits::{BlakeTwo256, Verify},
};
use sp_version::RuntimeVersion;

/// The version of this runtime.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: Cow::Borrowed("bpiiot"),
	impl_name: Cow::Borrowed("bpiiot"),
	authoring_version: 1,
	spec_version: 1,
	impl_version: 1,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

/// An address in an extrinsic.
pub type Address = MultiAddress<AccountId, ()>;
/// The header of a block.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// A block as a node sees it: extrinsics are bytes that only the runtime can read, so that a node outlives upgrades.
pub type OpaqueBlock = generic::Block<Header, sp_runtime::OpaqueExtrinsic>;
/// An extrinsic as it comes from outside.
pub type UncheckedExtrinsic = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What a signature of an extrinsic covers beside the call.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;
/// The account behind a signature.
pub type Signer = <Signature as Verify>::Signer;

/// The checks of an extrinsic before its call is dispatched.
pub type TxExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_device_registry::admission::CheckAdmitted<Runtime>,
	pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

/// Executes blocks.
pub type Executive =
	frame_executive::Executive<Runtime, Block, frame_system::ChainContext<Runtime>, Runtime, AllPalletsWithSystem>;

impl_opaque_keys! {
	/// The keys of a verification node that the chain knows.
	pub struct SessionKeys {
		/// Signs its votes on finality.
		pub grandpa: Grandpa,
	}
}

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	/// The runtime.
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(3)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(4)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(5)]
	pub type Proxy = pallet_proxy;
	#[runtime::pallet_index(6)]
	pub type Multisig = pallet_multisig;

	#[runtime::pallet_index(20)]
	pub type Difficulty = pallet_difficulty;
	// Before the session, which asks it for the first voters: the order is that of the indices.
	#[runtime::pallet_index(21)]
	pub type Verifiers = pallet_verifiers;
	#[runtime::pallet_index(22)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(23)]
	pub type Historical = pallet_session_historical;
	#[runtime::pallet_index(24)]
	pub type Grandpa = pallet_grandpa;
	#[runtime::pallet_index(25)]
	pub type Offences = pallet_offences;
	#[runtime::pallet_index(26)]
	pub type Authorship = pallet_authorship;

	#[runtime::pallet_index(30)]
	pub type DeviceRegistry = pallet_device_registry;
	#[runtime::pallet_index(31)]
	pub type Maintenance = pallet_maintenance;
	#[runtime::pallet_index(32)]
	pub type DataSharing = pallet_data_sharing;
	#[runtime::pallet_index(34)]
	pub type Incentives = pallet_incentives;

	#[runtime::pallet_index(40)]
	pub type TechnicalCommittee = pallet_collective::Pallet<Runtime, Instance1>;
}

/// Metadata of the given version, for client bindings; none if the version is not supported.
pub fn metadata(version: u32) -> Option<Vec<u8>> {
	Runtime::metadata_at_version(version).map(|metadata| metadata.to_vec())
}
