"""The log of a public page, as a map; under ``w/<slug>/``."""

from django.urls import path

from public_wall.views import proofs

urlpatterns = [
    path("log.json", proofs.log, name="log"),
    path("log/<int:index>.json", proofs.leaf, name="leaf"),
    path("log/<int:first>-<int:second>.json", proofs.consistency, name="consistency"),
    path("log.pub", proofs.keys, name="log-keys"),
    path("checkpoint", proofs.checkpoint, name="checkpoint"),
    path("checkpoints.json", proofs.checkpoint_list, name="checkpoints"),
    path("checkpoints/<int:number>.txt", proofs.one_checkpoint, name="checkpoint-file"),
    path("openings.json", proofs.openings, name="openings"),
    path("verify/", proofs.verify, name="verify"),
    path("verify.py", proofs.verifier, name="verifier"),
    path("receipts/<slug:number>/", proofs.receipt, name="receipt"),
    path("receipts/<slug:number>.json", proofs.receipt_file, name="receipt-file"),
]
