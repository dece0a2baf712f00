//! The runtime API: the view functions for those who have no metadata at hand, such as node services and other chains' tools.

// The macro makes items that nobody can document, and writes the bounds of the trait's parameters twice.
#![allow(missing_docs, clippy::multiple_bound_locations)]

use alloc::vec::Vec;

use bpiiot_primitives::{
	AgreementId, Counter, DeviceId, Moment, PartNumber, PlanId, RequestId, TemplateId, TriggerSeq,
};
use codec::Codec;

use crate::{
	Agreement, Deposits, Evidence, ListedPart, PartOf, PlanEntry, Publisher, Rating, Record, Request, Spares, Template,
};

sp_api::decl_runtime_apis! {
	/// What a client asks of the maintenance contract. Lists come in pages of at most 100 entries: `limit` of them, those that
	/// follow `after`, or from the index `from` on.
	pub trait MaintenanceApi<AccountId: Codec, BlockNumber: Codec> {
		/// The agreement with this number.
		fn agreement(agreement: AgreementId) -> Option<Agreement<AccountId, BlockNumber>>;
		/// Numbers of a device's agreements.
		fn agreements_of(device: DeviceId, after: Option<AgreementId>, limit: u32) -> Vec<AgreementId>;
		/// Numbers of the agreements of an owner or a provider.
		fn agreements_by(who: AccountId, after: Option<AgreementId>, limit: u32) -> Vec<AgreementId>;
		/// The template with this number.
		fn template(template: TemplateId) -> Option<Template<AccountId, BlockNumber>>;
		/// Numbers of the templates of a provider or of the committee.
		fn templates_of(publisher: Publisher<AccountId>, after: Option<TemplateId>, limit: u32) -> Vec<TemplateId>;
		/// The plan of an agreement.
		fn plan(agreement: AgreementId) -> Vec<PlanEntry<BlockNumber>>;
		/// The plan entries that are due in a block, by their places.
		fn due_in(block: BlockNumber, from: u32, limit: u32) -> Vec<(AgreementId, PlanId)>;
		/// The request with this number.
		fn request(request: RequestId) -> Option<Request<AccountId, BlockNumber>>;
		/// An agreement's requests that are not archived, in the order in which they were raised.
		fn requests_of(
			agreement: AgreementId,
			from: u32,
			limit: u32,
		) -> Vec<(RequestId, Request<AccountId, BlockNumber>)>;
		/// Numbers of the unsettled requests of an owner, a provider or a called arbiter.
		fn work_of(who: AccountId, after: Option<RequestId>, limit: u32) -> Vec<RequestId>;
		/// What has been handed in about a request.
		fn evidence(request: RequestId) -> Vec<Evidence<BlockNumber>>;
		/// The counters of an agreement's rules, and the device's time of the last reported reading.
		fn counters(agreement: AgreementId) -> (Vec<Counter>, Option<Moment>);
		/// The greatest trigger number that has taken effect for a device.
		fn last_trigger(device: DeviceId) -> Option<TriggerSeq>;
		/// A part of a provider's price list.
		fn part(provider: AccountId, part: PartNumber) -> Option<ListedPart>;
		/// A provider's price list.
		fn parts_of(provider: AccountId, after: Option<PartNumber>, limit: u32) -> Vec<(PartNumber, ListedPart)>;
		/// How many spare parts of one kind an owner has.
		fn spares(owner: AccountId, provider: AccountId, part: PartNumber) -> u64;
		/// The spare parts of an owner.
		fn spares_of(
			owner: AccountId,
			after: Option<PartOf<AccountId>>,
			limit: u32,
		) -> Vec<(PartOf<AccountId>, Spares)>;
		/// What has happened to a device: a stretch of places, some of which may be empty.
		fn history_of(device: DeviceId, from: u32, limit: u32) -> Vec<Record<AccountId, BlockNumber>>;
		/// How many places the history of a device has.
		fn history_length(device: DeviceId) -> u32;
		/// How a provider has been rated, and the average score in thousandths.
		fn rating(provider: AccountId) -> (Rating, Option<u32>);
		/// What storing things costs now.
		fn deposits() -> Deposits;
	}
}
