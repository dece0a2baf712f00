//! The events; imported into the pallet in `lib.rs`.

use frame_support::pallet_macros::pallet_section;

/// The pallet's events.
#[pallet_section]
mod events {
	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A provider has put a part on its price list, or changed it.
		PartSet {
			/// The provider.
			provider: T::AccountId,
			/// The part.
			part: PartNumber,
			/// The price of one, in planck.
			price: Balance,
		},
		/// A provider has taken a part off its price list.
		PartRemoved {
			/// The provider.
			provider: T::AccountId,
			/// The part.
			part: PartNumber,
		},
		/// An owner has proposed an agreement.
		AgreementProposed {
			/// Its number.
			agreement: AgreementId,
			/// The device.
			device: DeviceId,
			/// Who pays.
			owner: T::AccountId,
			/// Who is asked to agree.
			provider: T::AccountId,
			/// The template from which it was made.
			template: Option<TemplateId>,
		},
		/// The provider has accepted an agreement; its rules can fire from now on.
		AgreementAccepted {
			/// Its number.
			agreement: AgreementId,
			/// The device.
			device: DeviceId,
		},
		/// An agreement has been ended.
		AgreementCancelled {
			/// Its number.
			agreement: AgreementId,
			/// Who ended it.
			by: T::AccountId,
			/// What was left of the budget and is free again, in planck.
			released: Balance,
		},
		/// An owner has added to a budget.
		BudgetFunded {
			/// The agreement.
			agreement: AgreementId,
			/// How much, in planck.
			amount: Balance,
			/// The budget afterwards, in planck.
			budget: Balance,
		},
		/// An owner has taken money out of a budget.
		BudgetWithdrawn {
			/// The agreement.
			agreement: AgreementId,
			/// How much, in planck.
			amount: Balance,
			/// The budget afterwards, in planck.
			budget: Balance,
		},
		/// A device has reported readings, and they have been counted.
		Reported {
			/// The agreement.
			agreement: AgreementId,
			/// How many readings.
			readings: u32,
			/// The device's time of the last one, in milliseconds since the Unix epoch.
			until: Moment,
			/// How many times rules have fired and entries of the plan were due.
			firings: u32,
		},
		/// A rule has fired in a report, or an entry of a plan was due, but its action could not be carried out. The counter is
		/// zero, or the entry waits for its next time, all the same; a meter that has leapt is left where it was.
		ActionFailed {
			/// The agreement.
			agreement: AgreementId,
			/// The rule or the entry.
			cause: Cause,
			/// Why not.
			error: DispatchError,
		},
		/// A rule or the plan has requested service.
		ServiceRequested {
			/// The request.
			request: RequestId,
			/// The agreement.
			agreement: AgreementId,
			/// The device.
			device: DeviceId,
			/// What has raised it.
			cause: Cause,
			/// The device's number of the trigger, when the device counted.
			trigger: Option<TriggerSeq>,
			/// What the service pays, in planck; now in escrow.
			price: Balance,
		},
		/// A rule or the plan has ordered parts.
		PartOrdered {
			/// The request.
			request: RequestId,
			/// The agreement.
			agreement: AgreementId,
			/// The device.
			device: DeviceId,
			/// What has raised it.
			cause: Cause,
			/// The device's number of the trigger, when the device counted.
			trigger: Option<TriggerSeq>,
			/// The part.
			part: PartNumber,
			/// How many.
			quantity: u32,
			/// The price of all of them, in planck; now in escrow.
			price: Balance,
		},
		/// The provider has accepted a request.
		RequestAccepted {
			/// The request.
			request: RequestId,
			/// The provider.
			provider: T::AccountId,
		},
		/// The provider has turned a request down.
		RequestRejected {
			/// The request.
			request: RequestId,
			/// What has left the escrow, in planck.
			refunded: Balance,
		},
		/// The provider says that a job is done.
		RequestCompleted {
			/// The request.
			request: RequestId,
			/// The hash of its report.
			evidence: Hash,
		},
		/// The owner has sent a job back.
		RequestReturned {
			/// The request.
			request: RequestId,
			/// The hash of the reason.
			reason: Hash,
			/// The last block in which it can be completed now.
			deadline: BlockNumberFor<T>,
		},
		/// The provider was too late, or the agreement was cancelled before it had accepted.
		RequestTimedOut {
			/// The request.
			request: RequestId,
			/// What has left the escrow, in planck.
			refunded: Balance,
		},
		/// The provider has been paid the rest of the price; the request is settled.
		Paid {
			/// The request.
			request: RequestId,
			/// The provider.
			provider: T::AccountId,
			/// How much, in planck.
			amount: Balance,
		},
		/// The provider has been paid for a milestone that is not the last.
		MilestonePaid {
			/// The request.
			request: RequestId,
			/// Which milestone, from 0.
			milestone: u8,
			/// The provider.
			provider: T::AccountId,
			/// How much, in planck.
			amount: Balance,
			/// The last block in which the next one can be completed.
			deadline: BlockNumberFor<T>,
		},
		/// A template has been published.
		TemplatePublished {
			/// Its number.
			template: TemplateId,
			/// By whom.
			publisher: Publisher<T::AccountId>,
		},
		/// A template has been withdrawn; agreements from it are as they were.
		TemplateRetired {
			/// Its number.
			template: TemplateId,
		},
		/// A cancelled agreement has been removed and its deposit given back.
		AgreementRemoved {
			/// Its number.
			agreement: AgreementId,
			/// What the owner has got back, in planck.
			released: Balance,
		},
		/// An owner has added an entry to a plan.
		PlanAdded {
			/// The agreement.
			agreement: AgreementId,
			/// The entry.
			plan: PlanId,
		},
		/// An entry of a plan has been removed.
		PlanRemoved {
			/// The agreement.
			agreement: AgreementId,
			/// The entry.
			plan: PlanId,
		},
		/// A rule or the plan tells owner and provider.
		Notified {
			/// The agreement.
			agreement: AgreementId,
			/// The device.
			device: DeviceId,
			/// What has raised it.
			cause: Cause,
			/// The device's number of the trigger, when the device counted.
			trigger: Option<TriggerSeq>,
		},
		/// A party has handed in the hash of something about a job.
		EvidenceSubmitted {
			/// The request.
			request: RequestId,
			/// Who.
			by: Party,
			/// To which time of the job it belongs.
			phase: Phase,
			/// The hash.
			hash: Hash,
		},
		/// A party has called the arbiter.
		RequestDisputed {
			/// The request.
			request: RequestId,
			/// Who.
			by: Party,
			/// The hash of the complaint.
			reason: Hash,
			/// The last block in which the arbiter can decide.
			until: BlockNumberFor<T>,
		},
		/// The arbiter has not decided in time, and gets nothing.
		ArbiterSilent {
			/// The request.
			request: RequestId,
		},
		/// The arbiter has been paid its fee, or the part of it that its account could receive.
		ArbiterPaid {
			/// The request.
			request: RequestId,
			/// The arbiter.
			arbiter: T::AccountId,
			/// How much, in planck.
			amount: Balance,
		},
		/// One side offers to end a job.
		SettlementOffered {
			/// The request.
			request: RequestId,
			/// Who offers.
			by: Party,
			/// How much of the escrow the provider would get, in planck.
			to_provider: Balance,
			/// Whether the owner would keep the parts.
			delivered: bool,
		},
		/// What was in escrow has been split, by the arbiter or by both sides; the request is settled.
		RequestAwarded {
			/// The request.
			request: RequestId,
			/// What the provider has got, in planck.
			to_provider: Balance,
			/// What has gone back to the owner, in planck.
			refunded: Balance,
		},
		/// An owner has rated a job.
		ProviderRated {
			/// The request.
			request: RequestId,
			/// Who is rated.
			provider: T::AccountId,
			/// 1 to 5.
			score: u8,
			/// What the job has paid, in planck: the weight of the score.
			value: Balance,
			/// What the owner has paid for the rating, in planck; burned.
			levy: Balance,
		},
		/// A settled request has been moved into its device's history.
		RequestArchived {
			/// The request.
			request: RequestId,
			/// The device.
			device: DeviceId,
			/// Its place in the history.
			record: u32,
		},
		/// The end of the history of a device that is gone has been removed and its deposits given back.
		RecordsRemoved {
			/// The device.
			device: DeviceId,
			/// How many entries.
			removed: u32,
			/// How many are left.
			left: u32,
		},
		/// The stock of a provider has changed: by its own hand, by a delivery, or by parts that have come back.
		StockChanged {
			/// The provider.
			provider: T::AccountId,
			/// The part.
			part: PartNumber,
			/// How many there are now.
			stock: u64,
		},
		/// Parts have become the owner's.
		PartsDelivered {
			/// The request.
			request: RequestId,
			/// Who has them now.
			owner: T::AccountId,
			/// The part.
			part: PartNumber,
			/// How many.
			quantity: u32,
			/// How many the owner has of it now.
			stock: u64,
		},
		/// The spare parts of an owner have changed by its own hand.
		SparesChanged {
			/// The owner.
			owner: T::AccountId,
			/// In whose price list the part is.
			provider: T::AccountId,
			/// The part.
			part: PartNumber,
			/// How many there are now.
			stock: u64,
		},
		/// Spare parts have been built into a machine.
		PartReplaced {
			/// The machine.
			device: DeviceId,
			/// In whose price list the part is.
			provider: T::AccountId,
			/// The part.
			part: PartNumber,
			/// Where on the machine.
			position: u8,
			/// How many.
			quantity: u32,
			/// Its place in the device's history.
			record: u32,
		},
		/// A stand-off has lasted too long; the request is settled, and neither side has got anything.
		RequestForfeited {
			/// The request.
			request: RequestId,
			/// What has been burned of the owner's escrow, in planck.
			burned: Balance,
		},
		/// An entry of a plan has failed too often in a row and is gone; its deposit is free again.
		PlanDropped {
			/// The agreement.
			agreement: AgreementId,
			/// The entry.
			plan: PlanId,
		},
		/// The owner of a device pays for entries of its history now, and former owners have got their deposits back.
		RecordsAdopted {
			/// The device.
			device: DeviceId,
			/// The owner.
			owner: T::AccountId,
			/// How many entries.
			adopted: u32,
		},
		/// A former owner has taken an entry of its own out of a device's history.
		RecordRemoved {
			/// The device.
			device: DeviceId,
			/// The entry's place.
			record: u32,
		},
	}
}
