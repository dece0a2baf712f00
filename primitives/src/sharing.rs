//! Data sharing: who keeps whose data, and who may read it (the paper's SC and EPR contracts, section V.C).
//!
//! The chain stores no data. It stores *relationships* between a device's side and a partner, *records* that point into a
//! provider's database, and *permissions* that the device's side gives. [`format`](mod@format) is the form in which data
//! are hashed off the chain, [`receipts`] the tree of the receipts of reads.

pub mod format;
pub mod inbox;
pub mod receipts;
#[cfg(test)]
mod tests;

extern crate alloc;
use alloc::{format, vec::Vec};

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::ConstU32;
use sp_runtime::{
	BoundedVec,
	traits::{BlakeTwo256, Hash as _},
};

pub use inbox::{Mailbox, Missed, Notice, NoticeKind};
use receipts::{BatchSummary, ReceiptLog};

use crate::{AccountId, Balance, BlockNumber, DeviceId, Hash, Moment, RecordId, RelationshipId, incentives::Query};

/// Most additional query strings that a permission names: the first one of a record needs no name.
pub const MAX_GRANTED: u32 = MAX_POINTERS - 1;
/// To what the times of an alias's summary are rounded down, in milliseconds: days.
pub const COARSE_TIME: Moment = 86_400_000;
/// Most bytes of a metadata tag.
pub const MAX_TAG: u32 = 32;
/// Most bytes of a database's address.
pub const MAX_HOST: u32 = 64;
/// Most bytes of a sealed link.
pub const MAX_LINK: u32 = 128;
/// Most query strings of a record. It keeps a record from carrying a database's worth of text.
pub const MAX_POINTERS: u32 = 8;
/// Most attestors of a quorum. Each costs two look-ups when a record is proposed.
pub const MAX_ATTESTORS: u32 = 8;
/// Fewest rows of a record with a bonus query. One aggregate over so many gives no single row away; see [`Aggregate`] for what
/// several can.
pub const MIN_AGGREGATED_ROWS: u32 = 10;
/// How far the newest row may lie ahead of the chain's clock, in milliseconds: clocks differ.
pub const MAX_CLOCK_LEAD: Moment = 60_000;

/// A metadata tag: lower-case ASCII letters, digits and `_ . / -`, beginning with a letter or a digit.
pub type Tag = BoundedVec<u8, ConstU32<MAX_TAG>>;
/// The address of a provider's gatekeeper: a host name or IP address, a port, a path.
pub type Host = BoundedVec<u8, ConstU32<MAX_HOST>>;
/// A link to the original data, sealed to its readers; bytes that mean nothing to the chain.
pub type Link = BoundedVec<u8, ConstU32<MAX_LINK>>;

/// One who takes part: a device, acted for by its own account or its owner, or an account by itself.
///
/// An account as the subject of a relationship is an alias: a key that a device's owner made for this one partner, and of
/// which the registry knows nothing. The partner proposes the relationship, and the two prove the link to each other off the
/// chain.
///
/// Two aliases of one device must not look alike. What a record computes is different by itself: the salted pseudonym, index and
/// hashes, and the sealed link. Rows and times are rounded, see [`Summary::coarse`], so that they fit every machine of the day.
/// What the two parties choose they have to choose anew for each alias: the words of the tag, the data type if it is a rare
/// one, query strings, and the text of the licence, of which the same hash shows the same text. The host is the partner's. Money
/// and time tell too: an alias that its owner's account pays is no alias, so its partner sends it what it needs for fees; and
/// two whose records always come in the same block belong together.
#[derive(
	Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Party<AccountId> {
	/// A device of the registry.
	Device(DeviceId),
	/// A participant, or an alias.
	Account(AccountId),
}

/// What a partner is to the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Kind {
	/// A service provider that keeps data of the device and adds records about them.
	Keeper,
	/// A participant that may be given permissions on records that others keep.
	Viewer,
}

/// One of the two sides of a relationship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Side {
	/// The device or its owner, or the alias.
	Device,
	/// The provider or third party.
	Partner,
}

/// How far a relationship has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum State {
	/// Newly established: one side has proposed it, the other has not answered.
	Established,
	/// Both have agreed, and changes wait for the device's side or for attestors. What was agreed before holds.
	WaitingForUpdate,
	/// Both have agreed, and nothing waits.
	Authorised,
	/// The device's side has stopped it for the time being: nobody but the device's side reads or changes anything.
	Suspended,
	/// One side has ended it. Its records stay as history.
	Ended,
}

impl State {
	/// Whether records and permissions can be changed and used.
	pub fn is_open(self) -> bool {
		matches!(self, Self::WaitingForUpdate | Self::Authorised)
	}
}

/// Money that is held for something stored, and returned when it is removed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Deposit<AccountId> {
	/// On whose account it is held.
	pub payer: AccountId,
	/// How much, in planck.
	pub amount: Balance,
}

/// A relationship between a device's side and a partner (paper: EPR).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Relationship<AccountId, BlockNumber> {
	/// Whose data it is about.
	pub subject: Party<AccountId>,
	/// The provider or third party.
	pub partner: AccountId,
	/// What the partner is to the device.
	pub kind: Kind,
	/// How far it has come.
	pub state: State,
	/// Who proposed it.
	pub invited_by: Side,
	/// The relationship with the provider before this one.
	pub predecessor: Option<RelationshipId>,
	/// The block of the last change of `state`.
	pub changed_at: BlockNumber,
	/// How many records it has that are in effect.
	pub records: u32,
	/// How many proposals of new or changed records wait.
	pub proposals: u32,
	/// How many permissions there are on its records.
	pub permissions: u32,
	/// How many permissions its partner has on records of other relationships.
	pub granted: u32,
	/// Whether it was suspended when it ended: then only permissions that the device's side has given since open its records.
	pub withheld: bool,
	/// What is held for it.
	pub deposit: Deposit<AccountId>,
}

/// What kind of data a record points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum DataType {
	/// Readings of sensors.
	Telemetry,
	/// Maintenance records.
	Maintenance,
	/// Production data.
	Production,
	/// Results of inspections.
	Inspection,
	/// Records of assets and parts.
	Asset,
	/// A type that the two parties have numbered between themselves.
	Custom(u16),
}

/// The summary index of a set of data; [`format::Dataset::summary`] makes it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Summary {
	/// How many rows; not zero.
	pub rows: u32,
	/// Time of the first row, in milliseconds since the Unix epoch.
	pub from: Moment,
	/// Time of the last row, in milliseconds since the Unix epoch.
	pub until: Moment,
	/// Salted hash over columns, rows and times. Without the salt, which only readers have, it cannot be linked to the data.
	pub index: Hash,
}

impl Summary {
	/// The summary as it must be when an alias's data are summed up: times rounded down to [`COARSE_TIME`], rows to a power of
	/// two. Times to the millisecond and a number of rows tell machines apart; two aliases with the same would be linked.
	#[must_use]
	pub fn coarse(self) -> Self {
		let day = |time: Moment| time.saturating_sub(time.checked_rem(COARSE_TIME).unwrap_or_default());
		let rows = self.rows.checked_ilog2().and_then(|power| 1u32.checked_shl(power)).unwrap_or_default();
		Self { rows, from: day(self.from), until: day(self.until), index: self.index }
	}

	/// Whether it says no more than [`coarse`](Self::coarse) leaves.
	pub fn is_coarse(&self) -> bool {
		*self == self.clone().coarse()
	}
}

/// A subset of a provider's database (paper: data pointer).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Pointer {
	/// The query string that returns it.
	pub query: Query,
	/// The hash of what it returns; see [`format::Dataset::hash`].
	pub hash: Hash,
}

/// For what the two parties have licensed the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum LicenceKind {
	/// Maintenance of the device (paper: the EPR is then an MPR).
	Maintenance,
	/// Analysis of the data.
	Analysis,
	/// Research and publication.
	Research,
	/// A licence that the two parties have numbered between themselves.
	Custom(u16),
}

/// The licence of a record.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Licence {
	/// For what.
	pub kind: LicenceKind,
	/// The hash of the text, which stays off the chain.
	pub terms: Hash,
}

/// What a record says. It holds references and hashes only, so its size does not depend on that of the data.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Details {
	/// The pseudonym under which the provider's database knows the device; see [`alias`](crate::identity::alias).
	pub alias: Hash,
	/// What kind of data.
	pub data_type: DataType,
	/// The metadata tag of the original data.
	pub tag: Tag,
	/// Their summary index.
	pub summary: Summary,
	/// Where the provider's gatekeeper answers.
	pub host: Host,
	/// The subsets that can be read. The first is open to all who may read the record; each further one only to viewers whose
	/// permission names it (paper: list of additional query strings).
	pub pointers: BoundedVec<Pointer, ConstU32<MAX_POINTERS>>,
	/// A link to the original data, sealed to its readers; empty when there is none.
	pub link: Link,
	/// Under which licence; none means that only the law applies.
	pub licence: Option<Licence>,
}

/// What is wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
	/// The tag is empty or has a character that tags must not have.
	Tag,
	/// The host is empty or has a character that hosts must not have.
	Host,
	/// There is no query string.
	NoPointer,
	/// A query string is not one SELECT in printable ASCII without `;` and comments.
	Query,
	/// Two query strings are the same.
	DuplicateQuery,
	/// The summary has no rows.
	EmptySummary,
	/// The summary ends before it begins.
	SummaryOutOfOrder,
	/// The summary's last row is newer than the clock allows.
	SummaryInFuture,
}

impl Details {
	/// Whether the details are well formed at the time `now`, in milliseconds since the Unix epoch.
	///
	/// # Errors
	/// The first [`Fault`], in the order of the fields.
	pub fn check(&self, now: Moment) -> Result<(), Fault> {
		ensure(is_tag(&self.tag), Fault::Tag)?;
		ensure(self.summary.rows > 0, Fault::EmptySummary)?;
		ensure(self.summary.from <= self.summary.until, Fault::SummaryOutOfOrder)?;
		ensure(self.summary.until <= now.saturating_add(MAX_CLOCK_LEAD), Fault::SummaryInFuture)?;
		ensure(is_host(&self.host), Fault::Host)?;
		ensure(!self.pointers.is_empty(), Fault::NoPointer)?;
		let mut queries = Vec::with_capacity(self.pointers.len());
		for pointer in &self.pointers {
			ensure(is_read_query(&pointer.query), Fault::Query)?;
			ensure(!queries.contains(&&pointer.query), Fault::DuplicateQuery)?;
			queries.push(&pointer.query);
		}
		Ok(())
	}
}

fn ensure(holds: bool, fault: Fault) -> Result<(), Fault> {
	if holds { Ok(()) } else { Err(fault) }
}

/// Whether `text` may be a metadata tag. Only one spelling of a word is allowed, so that no two tags look alike.
pub fn is_tag(text: &[u8]) -> bool {
	text.first().is_some_and(u8::is_ascii_alphanumeric)
		&& text.iter().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'/' | b'-'))
}

/// Whether `text` may be the address of a gatekeeper: no white space, quotes or control characters.
pub fn is_host(text: &[u8]) -> bool {
	!text.is_empty()
		&& text
			.iter()
			.all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b':' | b'[' | b']' | b'/'))
}

/// Whether `text` looks like one reading query: printable ASCII that begins with SELECT, without `;` and comments.
///
/// It refuses what is plainly meant to break out of the query. The gatekeeper parses each query before it runs it.
pub fn is_read_query(text: &[u8]) -> bool {
	let begins = text.get(..7).is_some_and(|head| head.eq_ignore_ascii_case(b"select "));
	begins
		&& text.iter().all(|byte| matches!(byte, b' '..=b'~') && *byte != b';')
		&& !text.windows(2).any(|pair| pair == b"--" || pair == b"/*")
}

/// The hash by which a permission names an additional query string.
pub fn query_hash(query: &[u8]) -> Hash {
	BlakeTwo256::hash(query)
}

/// Several parties that have to find a record right before it counts.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Quorum<AccountId> {
	/// Who: partners of the same device, none of them the provider or the author of the record.
	pub attestors: BoundedVec<AccountId, ConstU32<MAX_ATTESTORS>>,
	/// How many of them have to agree; at least one.
	pub needed: u8,
}

/// What an aggregate computes. The least and the greatest value are not among them: they are single rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Function {
	/// Number of values.
	Count,
	/// Their sum.
	Sum,
	/// Their mean.
	Average,
}

/// A query for one number about the data of a record: the only form of bonus query.
///
/// It is a type and not text, so that nothing else can be asked, and it covers what the record covers: rows of its alias, from its
/// first row's time to its last one's.
///
/// It is no anonymisation. Two sums whose rows differ by one give that row away, and so do a mean and a count over the one and
/// the other. Miners can put their answers together. Who consents to a query for the device has to consider those consented to
/// before: records whose times overlap should not both have one over the same column.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Aggregate {
	/// What is computed.
	pub function: Function,
	/// Over which column; a tag without `.`, `/` and `-`.
	pub column: Tag,
}

impl Aggregate {
	/// Whether the column's name is one.
	pub fn is_valid(&self) -> bool {
		is_tag(&self.column) && !self.column.iter().any(|byte| matches!(byte, b'.' | b'/' | b'-'))
	}

	/// The query over the data that a record covers. The table has the name of the tag, and beside the columns of
	/// [`format`](mod@format) one with the alias in hexadecimal digits. At most 236 bytes.
	pub fn query(&self, details: &Details) -> Query {
		let function = match self.function {
			Function::Count => "COUNT",
			Function::Sum => "SUM",
			Function::Average => "AVG",
		};
		let (column, tag, time) = (text(&self.column), text(&details.tag), format::TIME_COLUMN);
		let Details { alias, summary: Summary { from, until, .. }, .. } = details;
		let rows = format!("\"alias\" = '{alias:?}' AND \"{time}\" BETWEEN {from} AND {until}");
		BoundedVec::truncate_from(format!("SELECT {function}(\"{column}\") FROM \"{tag}\" WHERE {rows}").into_bytes())
	}
}

/// Text that has been checked to be ASCII.
fn text(bytes: &[u8]) -> &str {
	core::str::from_utf8(bytes).unwrap_or_default()
}

/// What somebody proposes a record to be.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Content<AccountId> {
	/// What it says.
	pub details: Details,
	/// Who has to attest it after the device's side has verified it.
	pub quorum: Option<Quorum<AccountId>>,
	/// What the provider offers to the author of the block in which it takes effect.
	pub bonus: Option<Aggregate>,
}

impl<AccountId: Encode> Content<AccountId> {
	/// By which the one who verifies or attests says what exactly.
	pub fn hash(&self) -> Hash {
		BlakeTwo256::hash_of(&(b"bpiiot/content/1", self))
	}
}

/// A new or changed record that has not taken effect.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Proposal<AccountId, BlockNumber> {
	/// To which relationship it belongs.
	pub relationship: RelationshipId,
	/// Who proposed it.
	pub author: AccountId,
	/// What.
	pub content: Content<AccountId>,
	/// The hash of `content`.
	pub hash: Hash,
	/// The chain's time of the proposal, in milliseconds since the Unix epoch.
	pub timestamp: Moment,
	/// The block of the proposal.
	pub proposed_at: BlockNumber,
	/// Who has verified it for the device's side.
	pub verified_by: Option<AccountId>,
	/// Whether the device's side has agreed to the bonus query.
	pub bonus_agreed: bool,
	/// Which attestors have found it right, a bit for each.
	pub attested: u8,
	/// Which attestors have found it wrong, a bit for each.
	pub refuted: u8,
	/// What is held for it.
	pub deposit: Deposit<AccountId>,
}

/// A record in effect: the device's side has verified it, and its quorum, if any, has attested it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Record<AccountId, BlockNumber> {
	/// To which relationship it belongs.
	pub relationship: RelationshipId,
	/// Who proposed this version.
	pub author: AccountId,
	/// What it says.
	pub details: Details,
	/// 1 at first, one more with each update.
	pub version: u32,
	/// The chain's time at which this version was proposed, in milliseconds since the Unix epoch.
	pub timestamp: Moment,
	/// The block in which this version took effect.
	pub effective_at: BlockNumber,
	/// Who has attested this version; empty when no quorum was asked for.
	pub attested_by: BoundedVec<AccountId, ConstU32<MAX_ATTESTORS>>,
	/// What is held for it.
	pub deposit: Deposit<AccountId>,
}

/// What a viewer may do. The greater includes the lesser.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Mode {
	/// Read.
	Read,
	/// Read, write into the provider's database, and propose changes of the record; the device's side does not propose what it
	/// has to verify.
	ReadWrite,
}

/// For what a viewer may use the data. It binds the viewer, not the chain, and is part of each answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Purpose {
	/// Maintenance of the device.
	Maintenance,
	/// Finding the cause of a fault.
	Diagnosis,
	/// Analysis of many devices.
	Analysis,
	/// Proof towards an authority or an insurer.
	Compliance,
	/// Research.
	Research,
	/// A purpose that the parties have numbered between themselves.
	Custom(u16),
}

/// What a permission is about, within one relationship.
#[derive(
	Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Scope {
	/// One record.
	Record(RecordId),
	/// All records with a tag, later ones too.
	Tag(Tag),
}

/// Hashes of the additional query strings that a viewer may use.
pub type GrantedQueries = BoundedVec<Hash, ConstU32<MAX_GRANTED>>;

/// What the device's side allows a viewer.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Terms<BlockNumber> {
	/// How much.
	pub mode: Mode,
	/// For what.
	pub purpose: Purpose,
	/// The last block in which it holds; none means until it is revoked.
	pub until: Option<BlockNumber>,
	/// Which additional query strings, by [`query_hash`].
	pub queries: GrantedQueries,
}

/// A permission as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Permission<AccountId, BlockNumber> {
	/// What is allowed.
	pub terms: Terms<BlockNumber>,
	/// The block in which it was given or last changed.
	pub granted_at: BlockNumber,
	/// What is held for it.
	pub deposit: Deposit<AccountId>,
}

/// Why somebody may have what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Basis {
	/// It is the device's side.
	DeviceSide,
	/// It is the provider that keeps the data.
	Keeper,
	/// It has been asked to attest the proposal.
	Attestor,
	/// The device's side has permitted it, for this purpose.
	Permission(Purpose),
}

/// What somebody may have.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Access {
	/// Why.
	pub basis: Basis,
	/// Which version of the record; none for a proposal that has not taken effect.
	pub version: Option<u32>,
	/// The query to run, and the hash that its result must have.
	pub pointer: Pointer,
}

/// Why somebody may not have what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Refusal {
	/// There is no such record.
	UnknownRecord,
	/// The account is no participant, or not any more.
	UnknownViewer,
	/// The account has no relationship with the device.
	NoRelationship,
	/// Its relationship with the device has not been accepted.
	NotAccepted,
	/// Its relationship, or the one that the record belongs to, is suspended, or was so when it ended.
	Suspended,
	/// The relationship that the record belongs to has ended, and with it all writing.
	Ended,
	/// The record has not taken effect.
	NotVerified,
	/// There is no permission.
	NoPermission,
	/// The permission has expired.
	Expired,
	/// The permission is for reading only.
	ReadOnly,
	/// The record has no such query string.
	UnknownQuery,
	/// The permission does not name this query string.
	QueryNotGranted,
}

/// The answer to the question who may have what.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Answer {
	/// This.
	Allowed(Access),
	/// Nothing.
	Refused(Refusal),
}

sp_api::decl_runtime_apis! {
	/// What gatekeepers and clients ask about shared data. Lists come in pages of at most 100, in the order of the storage:
	/// those that follow `after`, or the first ones.
	pub trait SharingApi {
		/// Whether the account `viewer` may have the result of `query` on a record, or of its first query when none is
		/// given, in the block `at` or now if that is later. Ask at a finalized block.
		fn may(viewer: AccountId, record: RecordId, mode: Mode, query: Option<Query>, at: BlockNumber) -> Answer;
		/// What has to be looked at before a proposal is verified or attested: the result of `query` on the proposal of a
		/// record, or of its first query when none is given, also where a version in effect has the same query. For the device's
		/// side, the provider, the author and, once the proposal is verified, its attestors.
		fn review(viewer: AccountId, record: RecordId, query: Option<Query>) -> Answer;
		/// The relationship with this number.
		fn relationship(relationship: RelationshipId) -> Option<Relationship<AccountId, BlockNumber>>;
		/// Numbers of the relationships of a party, on either side.
		fn relationships_of(
			party: Party<AccountId>,
			after: Option<RelationshipId>,
			limit: u32,
		) -> Vec<RelationshipId>;
		/// The relationship between a subject and a partner that has not ended.
		fn relationship_between(subject: Party<AccountId>, partner: AccountId) -> Option<RelationshipId>;
		/// A relationship and those with the providers before it, latest first; at most 32.
		fn history(relationship: RelationshipId) -> Vec<RelationshipId>;
		/// The record in effect with this number.
		fn record(record: RecordId) -> Option<Record<AccountId, BlockNumber>>;
		/// The proposal of this record that waits.
		fn proposal(record: RecordId) -> Option<Proposal<AccountId, BlockNumber>>;
		/// Numbers of the records of a relationship, in effect or proposed.
		fn records_of(relationship: RelationshipId, after: Option<RecordId>, limit: u32) -> Vec<RecordId>;
		/// The permission that a relationship (`via`) has on records of another (`source`).
		fn permission(
			source: RelationshipId,
			via: RelationshipId,
			scope: Scope,
		) -> Option<Permission<AccountId, BlockNumber>>;
		/// The permissions on the records of a relationship, each with the viewer's relationship and the scope.
		fn permissions_on(
			source: RelationshipId,
			after: Option<(RelationshipId, Scope)>,
			limit: u32,
		) -> Vec<((RelationshipId, Scope), Permission<AccountId, BlockNumber>)>;
		/// Of what a relationship has permissions: source and scope.
		fn permissions_through(
			via: RelationshipId,
			after: Option<(RelationshipId, Scope)>,
			limit: u32,
		) -> Vec<(RelationshipId, Scope)>;
		/// What has been receipted in a relationship, and the last batches, oldest first.
		fn receipts(relationship: RelationshipId) -> (ReceiptLog<BlockNumber>, Vec<BatchSummary<BlockNumber>>);
		/// An inbox, and its notices from the number `from` on with their numbers, in rising order.
		fn inbox(party: Party<AccountId>, from: u64, limit: u32) -> (Mailbox<BlockNumber>, Vec<(u64, Notice<BlockNumber>)>);
	}
}
