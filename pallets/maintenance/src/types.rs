//! What the pallet stores: price lists and stock, templates and agreements, plans, requests, the history of devices.

use bpiiot_primitives::{
	Action, AgreementId, Balance, Channel, DeviceId, Hash, Moment, PartNumber, PlanId, Reading, RequestId, Rule,
	RuleIndex, TemplateId, TriggerSeq, table1::Value,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;
use sp_runtime::Permill;

/// Most rules of an agreement. Every reading is compared with every rule, so more would let a short report cost much.
pub const MAX_RULES: u32 = 16;
/// Most readings of a report. It keeps one transaction from filling a block.
pub const MAX_READINGS: u32 = 1024;
/// Most bytes of a part's or a template's name. It keeps lists from filling the state with text.
pub const MAX_NAME: u32 = 64;
/// Most milestones of a job. Each is a payment, and a job of very many would cost more in fees than it pays.
pub const MAX_MILESTONES: u32 = 8;
/// Most entries of an agreement's plan. Every report decodes them all, and a cancellation removes them all.
pub const MAX_PLAN: u32 = 8;
/// Most pieces of evidence that one party hands in for one job, so that no party fills the place of the others.
pub const MAX_EVIDENCE_EACH: u32 = 4;
/// Most pieces of evidence of a job: those of owner, provider and device.
pub const MAX_EVIDENCE: u32 = 3 * MAX_EVIDENCE_EACH;
/// Most that a device's trigger number runs ahead of its last one. A stolen key could otherwise use up all numbers at once and
/// end the device's triggers for good.
pub const MAX_TRIGGER_STEP: TriggerSeq = 1 << 32;
/// Most that a reported reading is ahead of the chain's clock, in milliseconds: a day, as a unit allows its sensors. A
/// reading of the far future would end the reports of its agreement for good.
pub const MAX_AHEAD: Moment = 24 * 60 * 60 * 1_000;
/// Most intervals that a meter runs on at once. Beyond that the value is taken for an error of the sensor, which would
/// silence the plan's entry for good.
pub const MAX_METER_LEAP: i128 = 100;
/// How often in a row a plan's entry that goes by the calendar can fail, until it goes. It keeps dead entries from filling the
/// agenda, which all share.
pub const MAX_FAILURES: u8 = 3;
/// The best score; the worst is 1.
pub const MAX_SCORE: u8 = 5;
/// Most entries that a view function returns at once, so that a query cannot keep a node busy.
pub const MAX_PAGE: u32 = 100;

/// UTF-8 text of 1 to [`MAX_NAME`] bytes.
pub type Name = BoundedVec<u8, ConstU32<MAX_NAME>>;
/// The rules of an agreement.
pub type Rules = BoundedVec<Rule, ConstU32<MAX_RULES>>;
/// The readings of a report.
pub type Readings = BoundedVec<Reading, ConstU32<MAX_READINGS>>;
/// The share of each milestone in the price of a service, in their order: together exactly one. Empty when a service is paid
/// at once.
pub type Milestones = BoundedVec<Permill, ConstU32<MAX_MILESTONES>>;
/// The plan of an agreement.
pub type Plan<BlockNumber> = BoundedVec<PlanEntry<BlockNumber>, ConstU32<MAX_PLAN>>;
/// What has been handed in about a job.
pub type Evidences<BlockNumber> = BoundedVec<Evidence<BlockNumber>, ConstU32<MAX_EVIDENCE>>;
/// A part wherever it lies: part numbers are those of a provider's price list.
pub type PartOf<AccountId> = (AccountId, PartNumber);

/// A part in a provider's price list.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ListedPart {
	/// What it is called.
	pub name: Name,
	/// The price of one, in planck; not zero.
	pub price: Balance,
	/// How many the provider has in stock. Every call adds at most 2³² to it, so it does not overflow.
	pub stock: u64,
	/// How many are delivered and not yet the owner's, because their order is not settled.
	pub in_transit: u64,
	/// What is held of the provider for this entry, in planck.
	pub deposit: Balance,
}

/// Spare parts of an owner, ready to be built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Spares {
	/// How many; not zero. Every call adds at most 2³² to it, so it does not overflow.
	pub quantity: u64,
	/// What is held of the owner for this entry, in planck.
	pub deposit: Balance,
}

/// Who decides when owner and provider do not agree.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Arbitration<AccountId> {
	/// The arbiter: neither the owner nor the provider, nor a device.
	pub arbiter: AccountId,
	/// What an award costs, in planck. Owner and provider each hold it for every job that is accepted, and pay it in the
	/// proportion in which they lose.
	pub fee: Balance,
}

/// What owner and provider agree on, whatever the device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Terms<AccountId, BlockNumber> {
	/// What one service request pays, in planck; zero when the contract covers it.
	pub service_price: Balance,
	/// How many blocks the provider has from a request to its completion, and from one milestone to the next.
	pub response_blocks: BlockNumber,
	/// When to request what.
	pub rules: Rules,
	/// In which shares a service is paid. Parts are paid at once.
	pub milestones: Milestones,
	/// Who decides about disputes; none when only the two can settle them.
	pub arbitration: Option<Arbitration<AccountId>>,
}

/// Who has published a template.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Publisher<AccountId> {
	/// The committee; agreements with any provider can be made from it.
	Committee,
	/// A provider; agreements with it can be made from it.
	Provider(AccountId),
}

/// A published form of agreement. It never changes, so that nobody signs something else than it has read.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Template<AccountId, BlockNumber> {
	/// Who has published it.
	pub publisher: Publisher<AccountId>,
	/// What it is called.
	pub name: Name,
	/// What an agreement from it says.
	pub terms: Terms<AccountId, BlockNumber>,
	/// The block in which it was published.
	pub published_at: BlockNumber,
	/// What is held of the provider for it, in planck; zero for the committee, whose templates are limited in number.
	pub deposit: Balance,
}

/// How far an agreement has come in its life: submit, deploy, use, cancel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum AgreementStatus {
	/// Submitted: the owner has proposed it; the provider has not answered.
	Proposed,
	/// Deployed and in use: both have agreed; rules fire.
	Active,
	/// One of them has ended it; nothing fires any more, accepted jobs run on.
	Cancelled,
}

/// What an owner and a provider have agreed on for one device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Agreement<AccountId, BlockNumber> {
	/// The device that is maintained.
	pub device: DeviceId,
	/// Who owns it and pays.
	pub owner: AccountId,
	/// Who maintains it and delivers parts.
	pub provider: AccountId,
	/// What they have agreed on; never changes.
	pub terms: Terms<AccountId, BlockNumber>,
	/// The template from which it was made, which may have been retired since.
	pub template: Option<TemplateId>,
	/// What is left of the money that requests may use, in planck; held on the owner's account.
	pub budget: Balance,
	/// How far it has come.
	pub status: AgreementStatus,
	/// How many of its requests are not settled.
	pub open_requests: u32,
	/// How many requests it has raised; also the index of the next one in `RequestsOf`.
	pub requests: u32,
	/// How many of its requests are not archived; it can be removed when there are none.
	pub live_requests: u32,
	/// The block in which it was proposed.
	pub proposed_at: BlockNumber,
	/// What is held of the owner for it, in planck.
	pub deposit: Balance,
}

/// When an entry of a plan is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Schedule<BlockNumber> {
	/// By the calendar.
	Time {
		/// The block in which it is due next, or some blocks later when many are due at once.
		next: BlockNumber,
		/// How many blocks lie between one time and the next.
		every: BlockNumber,
	},
	/// By a meter of the device that only rises, such as running hours or cycles.
	Usage {
		/// The meter's channel.
		channel: Channel,
		/// It is due when the meter shows at least this, in millionths of its unit.
		next: Value,
		/// How far the meter runs from one time to the next, in millionths of its unit.
		every: Value,
	},
}

/// What a reading of a meter means for an entry of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
	/// It is of another channel, or the meter has further to run.
	NotDue,
	/// The entry is due.
	Due,
	/// The meter has run on by more than [`MAX_METER_LEAP`] intervals at once; the entry stays as it was.
	Leap,
}

/// An entry of a maintenance plan, which raises requests by itself.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PlanEntry<BlockNumber> {
	/// Its number.
	pub id: PlanId,
	/// When it is due.
	pub schedule: Schedule<BlockNumber>,
	/// What it does then.
	pub action: Action,
	/// Its place among the entries of the block in which it is due; zero for one that goes by a meter.
	pub place: u32,
	/// How often in a row it could not be carried out; zero for one that goes by a meter.
	pub failures: u8,
	/// What is held of the owner for it, in planck.
	pub deposit: Balance,
}

/// What has raised a request or a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Cause {
	/// A rule of the agreement has fired; its index.
	Rule(RuleIndex),
	/// An entry of the plan was due; its number.
	Plan(PlanId),
}

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum RequestKind {
	/// The provider's visit.
	Service,
	/// Parts.
	Part {
		/// Their number in the provider's price list.
		part: PartNumber,
		/// How many.
		quantity: u32,
	},
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum RequestStatus {
	/// Raised; the provider has not answered. Its price is in escrow.
	Open,
	/// The provider works on it, or on its next milestone. What is not paid is in escrow.
	Accepted,
	/// The provider has delivered; the owner has not answered. What is not paid is in escrow.
	Completed,
	/// The provider has been paid in full. Final.
	Paid,
	/// The provider has turned it down and the escrow went back. Final.
	Rejected,
	/// The provider was too late and the escrow went back. Final.
	TimedOut,
	/// It lies before the arbiter. What is not paid is in escrow.
	Disputed,
	/// The arbiter has stayed silent. The escrow stays until the two agree, one gives way, or the stand-off has lasted too
	/// long.
	Deadlocked,
	/// What was in escrow has been split, by the arbiter or by both. Final.
	Awarded,
	/// The two have not agreed for a whole [`crate::Config::StandoffPeriod`], and what was in escrow is burned. Final.
	Forfeited,
}

impl RequestStatus {
	/// Whether there may still be something in escrow.
	pub fn is_unsettled(self) -> bool {
		matches!(self, Self::Open | Self::Accepted | Self::Completed | Self::Disputed | Self::Deadlocked)
	}
}

/// A side of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Party {
	/// Who pays.
	Owner,
	/// Who works.
	Provider,
	/// The machine itself.
	Device,
}

/// What lies before the arbiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Dispute<BlockNumber> {
	/// Who has called the arbiter.
	pub by: Party,
	/// The hash of the complaint, which stays off the chain.
	pub reason: Hash,
	/// The block in which the arbiter was called.
	pub at: BlockNumber,
}

/// How one side would end a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Offer {
	/// Who offers it.
	pub by: Party,
	/// How much of the escrow the provider gets, in planck.
	pub to_provider: Balance,
	/// Whether the owner keeps the parts that were ordered.
	pub delivered: bool,
}

/// A request for service or for parts.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Request<AccountId, BlockNumber> {
	/// The agreement.
	pub agreement: AgreementId,
	/// Its place among the agreement's requests.
	pub place: u32,
	/// What has raised it.
	pub cause: Cause,
	/// The device.
	pub device: DeviceId,
	/// Who is asked.
	pub provider: AccountId,
	/// Who pays.
	pub owner: AccountId,
	/// What is asked for.
	pub kind: RequestKind,
	/// What it pays in all, in planck.
	pub price: Balance,
	/// What the provider has been paid of it, in planck.
	pub paid: Balance,
	/// What owner and provider each hold for the arbiter's fee, in planck; the provider from its acceptance on.
	pub bond: Balance,
	/// What is held of the owner for storing it, in planck.
	pub deposit: Balance,
	/// How far it has come.
	pub status: RequestStatus,
	/// The block in which it was raised.
	pub raised_at: BlockNumber,
	/// The last block in which it can be accepted and completed.
	pub deadline: BlockNumber,
	/// The block in which it was last completed.
	pub completed_at: Option<BlockNumber>,
	/// The block in which it was settled.
	pub settled_at: Option<BlockNumber>,
	/// The device's number of the trigger, when the device counted; none when the chain counted.
	pub trigger: Option<TriggerSeq>,
	/// The hash of the provider's last report on the job.
	pub evidence: Option<Hash>,
	/// How often the owner has returned the present milestone.
	pub returns: u8,
	/// How many milestones have been paid.
	pub milestone: u8,
	/// Whether parts have left the provider's stock for it.
	pub shipped: bool,
	/// Whether the device stays registered, and its owner's, because of it. False for good as soon as there is nothing left
	/// to do on the machine: when it is settled, and when the two only quarrel about the money.
	pub keeps_device: bool,
	/// The arbiter's case, if there is one.
	pub dispute: Option<Dispute<BlockNumber>>,
	/// The last offer to end the job, while nothing else has happened.
	pub offer: Option<Offer>,
	/// How the owner has rated it.
	pub score: Option<u8>,
}

impl<AccountId, BlockNumber> Request<AccountId, BlockNumber> {
	/// What is left of the price, in planck.
	pub fn rest(&self) -> Balance {
		self.price.saturating_sub(self.paid)
	}

	/// What is in escrow for it, in planck: the rest of the price and the owner's part of the arbiter's fee.
	pub fn escrow(&self) -> Balance {
		if self.status.is_unsettled() { self.rest().saturating_add(self.bond) } else { 0 }
	}

	/// What the provider holds for the arbiter's fee, in planck.
	pub fn provider_bond(&self) -> Balance {
		if self.status.is_unsettled() && self.status != RequestStatus::Open { self.bond } else { 0 }
	}
}

/// To which time of a job a piece of evidence belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Phase {
	/// Telemetry from before the job.
	Before,
	/// Telemetry from after it.
	After,
	/// Anything else.
	Other,
}

/// A hash of something about a job that stays off the chain, such as telemetry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Evidence<BlockNumber> {
	/// Who has handed it in.
	pub by: Party,
	/// To which time it belongs.
	pub phase: Phase,
	/// The hash.
	pub hash: Hash,
	/// The block in which it was handed in.
	pub at: BlockNumber,
}

/// What stays of a request in the device's history after it has been archived.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PastRequest<AccountId, BlockNumber> {
	/// Its number.
	pub request: RequestId,
	/// Its agreement, which may have been removed since.
	pub agreement: AgreementId,
	/// Who was asked.
	pub provider: AccountId,
	/// What was asked for.
	pub kind: RequestKind,
	/// What it would have paid in all, in planck.
	pub price: Balance,
	/// What the provider was paid, in planck.
	pub paid: Balance,
	/// How it ended.
	pub status: RequestStatus,
	/// The block in which it was raised.
	pub raised_at: BlockNumber,
	/// The block in which it was settled.
	pub settled_at: BlockNumber,
	/// The hash of the provider's last report on the job.
	pub evidence: Option<Hash>,
	/// How the owner rated it.
	pub score: Option<u8>,
}

/// Parts that were built into a machine.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Replacement<AccountId, BlockNumber> {
	/// In whose price list the part is.
	pub provider: AccountId,
	/// Its number there.
	pub part: PartNumber,
	/// Where on the machine, numbered by its owner.
	pub position: u8,
	/// How many.
	pub quantity: u32,
	/// The block in which it was booked.
	pub at: BlockNumber,
}

/// What has happened to a device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Happening<AccountId, BlockNumber> {
	/// A request was raised and settled.
	Request(PastRequest<AccountId, BlockNumber>),
	/// Parts were replaced.
	Replacement(Replacement<AccountId, BlockNumber>),
}

/// An entry of a device's history. It stays as long as the device is registered, so that an owner cannot polish the history
/// of a machine that it wants to sell. Who has sold it can take its own entries away after [`crate::Config::KeepPeriod`],
/// unless the buyer has adopted them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Record<AccountId, BlockNumber> {
	/// Who pays for the entry: who owned the device then, or a later owner that has adopted it.
	pub owner: AccountId,
	/// What has happened.
	pub what: Happening<AccountId, BlockNumber>,
	/// What is held of that owner for it, in planck.
	pub deposit: Balance,
}

impl<AccountId, BlockNumber: Copy> Happening<AccountId, BlockNumber> {
	/// The block in which it was over.
	pub fn at(&self) -> BlockNumber {
		match self {
			Self::Request(past) => past.settled_at,
			Self::Replacement(replacement) => replacement.at,
		}
	}
}

/// How a provider has been rated. The average score is `points / value`.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Rating {
	/// How many jobs have been rated.
	pub jobs: u32,
	/// What these jobs have paid, in planck.
	pub value: Balance,
	/// The sum of score × what the job has paid, in planck.
	pub points: Balance,
}

impl Rating {
	/// The average score in thousandths, 1,000 to 5,000; none without a job.
	pub fn average(&self) -> Option<u32> {
		let average = sp_runtime::helpers_128bit::multiply_by_rational_with_rounding(
			self.points,
			1_000,
			self.value,
			sp_runtime::Rounding::Down,
		)?;
		u32::try_from(average).ok()
	}
}

/// What storing things costs, in planck; each is held and given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Deposits {
	/// A part in a price list.
	pub part: Balance,
	/// Spare parts of one kind.
	pub spares: Balance,
	/// A request with its evidence; out of the budget. One for parts holds that of the spares, too.
	pub request: Balance,
	/// An entry of a device's history; out of the deposit of a request that is archived.
	pub record: Balance,
	/// An entry of a plan.
	pub plan_entry: Balance,
	/// What the deposit of a template begins with; its bytes come on top.
	pub template: Balance,
	/// What the deposit of an agreement begins with; the bytes of its terms come on top.
	pub agreement: Balance,
	/// Each byte of those.
	pub byte: Balance,
}
