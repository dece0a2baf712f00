//! Identifiers, SCALE types and cross-pallet traits that every part of BPIIoT shares.
//!
//! The crate knows no FRAME, so that an IoT unit can depend on it without a blockchain runtime. The counting rule of
//! Table 1 lives in [`table1`] and is the one implementation that both the chain and the edge controller use.

#![cfg_attr(not(feature = "std"), no_std)]

pub mod author;
pub mod device;
pub mod identity;
pub mod incentives;
pub mod maintenance;
pub mod sharing;
pub mod table1;

pub use author::{AuthorDigest, POW_ENGINE_ID};
pub use device::{CLAIM_LIFE, Claim, Role, claim_payload};
pub use maintenance::{Action, ActionKind, PartNumber, PlanId, Rule, TemplateId};
pub use table1::{Channel, Counter, Direction, Metric, Reading, Threshold};

use sp_runtime::{
	MultiSignature,
	traits::{IdentifyAccount, Verify},
};

/// The signature of an extrinsic: ed25519, sr25519 or ECDSA.
pub type Signature = MultiSignature;
/// The account of a participant or a device.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// An amount in planck; one BPI is [`BPI`] planck.
pub type Balance = u128;
/// The number of a block.
pub type BlockNumber = u32;
/// The number of transactions that an account has sent.
pub type Nonce = u32;
/// A hash of blake2b-256.
pub type Hash = sp_core::H256;
/// Milliseconds since the Unix epoch.
pub type Moment = u64;
/// Number of a device in the registry.
pub type DeviceId = u32;
/// Number of a maintenance agreement.
pub type AgreementId = u32;
/// Number of a maintenance request.
pub type RequestId = u32;
/// Number of a data-sharing relationship.
pub type RelationshipId = u32;
/// Number of a shared record.
pub type RecordId = u64;
/// Place of a rule within its agreement.
pub type RuleIndex = u8;
/// Number that an IoT unit gives to each of its triggers, rising by one, so that none takes effect twice.
pub type TriggerSeq = u64;

/// One token in planck: twelve decimals.
pub const BPI: Balance = 1_000_000_000_000;
/// A thousandth of a token in planck.
pub const MILLI_BPI: Balance = BPI / 1_000;
/// The time between blocks that the difficulty aims at, in milliseconds.
pub const TARGET_BLOCK_TIME: Moment = 6_000;
/// Blocks a minute at the target time.
pub const MINUTES: BlockNumber = (60_000 / TARGET_BLOCK_TIME) as BlockNumber;
/// Blocks an hour at the target time.
pub const HOURS: BlockNumber = MINUTES * 60;
/// Blocks a day at the target time.
pub const DAYS: BlockNumber = HOURS * 24;
